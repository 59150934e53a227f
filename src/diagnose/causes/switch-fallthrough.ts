import type { Cause } from '../cause'
import { breakCase } from '../edits/break-case'
import { formatPosition } from '../sentence'
import { casesOf } from '../shape/relation'

/** Two cases of one `switch` responded. */
export const switchFallthrough: Cause<'any'> = {
  code: 'switch-fallthrough',
  shapes: { any: { relation: 'two cases' } },
  explain({ sides, conflict }) {
    const cases = sides === null ? null : casesOf(sides)
    const [from, to] = [
      sides?.first.frame ?? conflict.first.site,
      sides?.second.frame ?? conflict.second.site,
    ]
    const at = (frame: typeof from) => (frame === null ? '' : ` (${formatPosition(frame)})`)
    return {
      evidence: ['both lines are in cases of one switch', 'nothing ends the first case'],
      summary: `got its response in one case of the switch${at(from)}, which runs on into the next${at(to)}`,
      suggestion: 'End the case with `break` or `return`.',
      edits:
        cases === null || sides?.first.position == null
          ? []
          : breakCase(cases.choice, cases.from, sides.first.position),
    }
  },
}
