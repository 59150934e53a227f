import type { Cause } from '../cause'
import { breakCase } from '../edits/break-case'
import { meansOf } from '../edits/means-of'
import { formatPosition } from '../sentence'
import { casesOf } from '../shape/relation'
import { inSourceOrder } from '../shape/side'

/** Two cases of one `switch` responded. */
export const switchFallthrough: Cause<'any'> = {
  code: 'switch-fallthrough',
  shapes: { any: { relation: 'two cases' } },
  explain(evidence) {
    const { sides, conflict } = evidence
    const cases = sides === null ? null : casesOf(sides)
    const [earlier, later] = sides === null ? [null, null] : inSourceOrder(sides, sides)
    const [from, to] = [earlier?.frame ?? conflict.first.site, later?.frame ?? conflict.second.site]
    const at = (frame: typeof from) => (frame === null ? '' : ` (${formatPosition(frame)})`)
    return {
      evidence: ['both lines are in cases of one switch', 'nothing ends the first case'],
      summary: `got a response from one case of the switch${at(from)}, which runs on into the next${at(to)}, and another from there`,
      suggestion: 'End the case with `break` or `return`.',
      edits:
        cases === null || earlier?.position == null
          ? []
          : breakCase(cases.choice, cases.from, earlier.position, meansOf(evidence), evidence.fork),
    }
  },
}
