import type { Evidence } from '../evidence'
import { formatPosition } from '../sentence'
import { inSourceOrder } from '../shape/side'
import type { Candidate } from './candidate'
import { returnAfter } from './return-after'

/** Returns after the earlier line, though what comes between the two does not run then: whether that is missed is not known. */
export function likelyReturn(evidence: Evidence): Candidate[] {
  const edits = returnAfter(evidence, false)
  const { sides } = evidence
  if (edits.length === 0 || sides === null) return []
  const [earlier] = inSourceOrder(sides, sides)
  return [
    { text: `Return after ${formatPosition(earlier.frame)}: what follows there does not run then.`, edits },
  ]
}
