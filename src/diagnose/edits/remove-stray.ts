import {
  expressionOf,
  functionsAround,
  isCaughtFrom,
  parentIn,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { isSamePosition } from '../fork/frame-comparison'
import type { NextCall } from '../shape/next-call'
import { type ForkSide, inSourceOrder } from '../shape/side'
import { listOf } from '../syntax/flow'
import { alwaysResponds } from './certain-response'
import { type Edit, insertion } from './edit'
import { endOfChain } from './ending'
import { removeCall } from './remove-statement'

/**
 * Takes out a `next()` that comes after a response, or after another `next()`; `null` where it may be needed. It is not, where
 * both stand in one list of statements, and no request comes to it that has not been responded to, or handed on, just before.
 */
export function removeStray(evidence: Evidence): Edit[] | null {
  const { sides, conflict } = evidence
  if (sides === null) return null
  const [earlier, later] = inSourceOrder(sides, sides)
  const [earlierSide] = inSourceOrder(sides, conflict)
  const [earlierNext, laterNext] = inSourceOrder(sides, evidence.next)
  const [first, second] = [earlier.position, later.position]
  if (first === null || second?.call == null || !isOwnCall(laterNext, later)) return null
  if (!isOwnCall(earlierNext, earlier) && !alwaysResponds(earlier, earlierSide)) return null
  const [one, other] = [statementAround(first), statementAround(second)]
  if (one === null || other === null || listAround(first, one) === null) return null
  if (listAround(first, one) !== listAround(second, other) || isCaughtFrom(first, second)) return null
  if (expressionOf(one) !== first.call || first.offset >= second.offset || first.call === second.call)
    return null
  // restify goes on waiting for a `next` that is not called.
  const [fn] = functionsAround(second)
  if (fn !== undefined && evidence.fork !== null && endOfChain(fn, evidence.fork) !== null)
    return earlierNext === null && second.call.arguments.length === 0
      ? [insertion(second.source, (second.call.end ?? 0) - 1, 'false')]
      : null
  const edit = removeCall(second.source, other, second.call)
  return edit === null ? null : [edit]
}

function isOwnCall(next: NextCall | null, side: ForkSide): boolean {
  return next?.isCalled === true && isSamePosition(next.frame, side.frame)
}

function listAround(position: SyntaxPosition, statement: NonNullable<ReturnType<typeof statementAround>>) {
  return listOf(parentIn(position, statement))
}
