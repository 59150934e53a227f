import {
  expressionOf,
  isCaughtFrom,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { isSamePosition } from '../fork/frame-comparison'
import type { NextCall } from '../shape/next-call'
import type { ForkSide } from '../shape/side'
import { listOf } from '../syntax/flow'
import { alwaysResponds } from './certain-response'
import type { Edit } from './edit'
import { removeStatement } from './remove-statement'

/**
 * Takes out a `next()` that comes after a response, or after another `next()`; `null` where it may be needed. It is not, where
 * both stand in one list of statements, and no request comes to it that has not been responded to, or handed on, just before.
 */
export function removeStray({ sides, conflict, next }: Evidence): Edit[] | null {
  const [first, second] = [sides?.first.position, sides?.second.position]
  if (sides === null || first == null || second?.call == null || !isOwnCall(next.second, sides.second))
    return null
  if (!isOwnCall(next.first, sides.first) && !alwaysResponds(sides.first, conflict.first)) return null
  const [one, other] = [statementAround(first), statementAround(second)]
  if (one === null || other === null || listAround(first, one) === null) return null
  if (listAround(first, one) !== listAround(second, other) || isCaughtFrom(first, second)) return null
  const isPlain = expressionOf(one) === first.call && expressionOf(other) === second.call
  const isInOrder = first.offset < second.offset && first.call !== second.call
  return isPlain && isInOrder ? [removeStatement(second.source, other)] : null
}

function isOwnCall(next: NextCall | null, side: ForkSide): boolean {
  return next?.isCalled === true && isSamePosition(next.frame, side.frame)
}

function listAround(position: SyntaxPosition, statement: NonNullable<ReturnType<typeof statementAround>>) {
  return listOf(position.around[position.around.indexOf(statement) - 1])
}
