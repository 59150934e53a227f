import type { Evidence } from '../evidence'
import { formatPosition } from '../sentence'
import type { Candidate } from './candidate'
import { moveHeader } from './move-header'

/** Puts what came too late before what came first, though its value, or what else it does, may be another there. */
export function likelyMove(evidence: Evidence): Candidate[] {
  const { sides } = evidence
  const edits = moveHeader(evidence, false)
  if (sides === null || edits.length === 0) return []
  const [first, second] = [sides.first.frame, sides.second.frame].map(formatPosition)
  return [{ text: `Put ${second} before ${first}, where its value may be another.`, edits }]
}
