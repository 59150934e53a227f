import { functionsAround, parentIn, statementAround } from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { formatPosition } from '../sentence'
import { inSourceOrder } from '../shape/side'
import { listOf } from '../syntax/flow'
import { statementAfter } from './beside'
import type { Candidate } from './candidate'
import { endingOf } from './ending'
import { meansOf } from './means-of'
import { sentCheckOf } from './sent-check'

/**
 * Returns after a helper that responds to some requests only, where it has. What a helper returns for that would say it better;
 * this leaves its other callers alone.
 */
export function likelyCheck(evidence: Evidence): Candidate[] {
  const { fork, sides, conflict } = evidence
  if (fork === null || sides === null) return []
  const [earlier, later] = inSourceOrder(sides, sides)
  const { position } = earlier
  const [name, ...others] = meansOf(evidence)?.responses ?? []
  if (position === null || later.position === null || name === undefined || others.length > 0) return []
  const isHelper = earlier.path.some(step => step.frame.owner === 'app') && earlier.asyncReasons.length === 0
  const statement = statementAround(position)
  const [fn] = functionsAround(position)
  if (!isHelper || earlier.isDeferred || statement === null || fn === undefined) return []
  if (functionsAround(later.position)[0] !== fn || endingOf(fn, position, fork) === null) return []
  const list = listOf(parentIn(position, statement))
  if (
    list === null ||
    !/^(Expression|Variable)/.test(statement.type) ||
    later.position.offset < (statement.end ?? 0)
  )
    return []
  const check = sentCheckOf(earlier === sides.first ? conflict.first : conflict.second, name)
  if (check === null) return []
  const { source } = position
  return [
    {
      text: `Return where what is called at ${formatPosition(earlier.frame)} has responded.`,
      edits: [statementAfter(source, statement, `if (${check}) return`)],
    },
  ]
}
