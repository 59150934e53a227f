import { appSiteOf } from '../../locate/site'
import type { Cause } from '../cause'
import { firstOf } from '../edits/edit'
import { leaveFlushToOther } from '../edits/leave-head'
import { likelyReturn } from '../edits/likely-return'
import { returnReply } from '../edits/return-reply'
import { describe } from '../sentence'
import { packageOf } from '../shape/fork-shape'

/** The application responded by hand, and a framework or library responded too, for its own reasons. */
export const twoResponders: Cause<'any'> = {
  code: 'two-responders',
  shapes: { any: { responders: 'the application and a package' } },
  explain(evidence) {
    const { conflict } = evidence
    const [one, other] = [packageOf(conflict.first), packageOf(conflict.second)]
    // Where a line of the application has handed the response over, that line is its own.
    const isFirstOwn = one === null || (other !== null && appSiteOf(conflict.first) !== null)
    const first = isFirstOwn ? null : one
    const library = first ?? other
    const own = isFirstOwn ? conflict.first : conflict.second
    const { dropped } = conflict.raw.second
    if (dropped?.via != null && first === null && appSiteOf(conflict.second) !== null)
      return {
        evidence: [`one response is the application’s own, the other was handed to ${dropped.by}`],
        summary: `got its response from ${describe(own)}, and then ${describe(conflict.second)} gave ${dropped.by} another response`,
        suggestion: `Leave the response to one of the two: give it to ${dropped.by}, or tell ${dropped.by} that it is taken care of.`,
      }
    return {
      evidence: [`one response is the application’s own, the other is from ${library}`],
      summary:
        first === null
          ? `got its response from ${describe(own)}, and ${library} responded too`
          : `got its response from ${library}, and ${describe(own)} responded too`,
      suggestion: `Leave the response to one of the two: either ${library} or the application.`,
      edits: firstOf(
        () => returnReply(evidence),
        () => leaveFlushToOther(evidence),
      ),
      candidates: likelyReturn(evidence),
    }
  },
}
