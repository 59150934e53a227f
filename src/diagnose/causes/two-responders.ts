import type { LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import type { Cause } from '../diagnosis'
import { describe, responderOf } from '../evidence'

/** The application answered by hand, and a framework or library answered too, for its own reasons. */
export const twoResponders: Cause = {
  code: 'two-responders',
  recognise({ conflict }) {
    const [first, second] = [libraryOf(conflict.first), libraryOf(conflict.second)]
    if ((first === null) === (second === null)) return null
    const library = first ?? second
    const own = first === null ? conflict.first : conflict.second
    const { dropped } = conflict.raw.second
    if (dropped?.via != null && first === null && appSiteOf(conflict.second) !== null)
      return {
        evidence: [`one answer is the application’s own, the other was handed to ${dropped.by}`],
        summary: `was answered by ${describe(own)}, and then ${describe(conflict.second)} gave ${dropped.by} another answer`,
        suggestion: `Leave the answer to one of the two: give it to ${dropped.by}, or tell ${dropped.by} that the response is taken.`,
      }
    return {
      evidence: [`one answer is the application’s own, the other is of ${library}`],
      summary:
        first === null
          ? `was answered by ${describe(own)}, and ${library} answered too`
          : `was answered by ${library}, and ${describe(own)} answered too`,
      suggestion: `Leave the answer to one of the two: either ${library} or the application.`,
    }
  },
}

/** The package that answered by itself or with the response it was handed; `null` for the application. */
function libraryOf(side: LocatedSide): string | null {
  const site = appSiteOf(side)
  if (site === null) return responderOf(side)
  // What called the application gives it ways to answer of its own: `reply.send`.
  const frames = side.path.flatMap(part => part.frames)
  const caller = frames.slice(frames.indexOf(site) + 1).find(frame => frame.owner === 'package')
  const isFrameworks = caller?.owner === 'package' && caller.package === side.by
  return isFrameworks ? null : side.by
}
