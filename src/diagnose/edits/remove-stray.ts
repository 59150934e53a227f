import type { Scene } from '../scene'
import { listOf } from '../syntax/flow'
import { expressionOf, isCaughtFrom, type Spot, statementAround } from '../syntax/spot'
import type { Edit } from './edit'
import { removeStatement } from './remove-statement'
import { alwaysAnswers } from './sure-answer'

/**
 * Takes out a `next()` that comes after an answer, or after another `next()`; `null` where it may be needed. It is not, where
 * both stand in one list of statements, and no request comes to it that has not been answered, or handed on, just before.
 */
export function removeStray({ sides, conflict }: Scene): Edit[] | null {
  const [first, second] = [sides?.first.spot, sides?.second.spot]
  if (sides === null || first == null || second?.call == null || !sides.second.isNext) return null
  if (!sides.first.isNext && !alwaysAnswers(sides.first, conflict.first)) return null
  const [one, other] = [statementAround(first), statementAround(second)]
  if (one === null || other === null || listAround(first, one) === null) return null
  if (listAround(first, one) !== listAround(second, other) || isCaughtFrom(first, second)) return null
  const isPlain = expressionOf(one) === first.call && expressionOf(other) === second.call
  const isInOrder = first.offset < second.offset && first.call !== second.call
  return isPlain && isInOrder ? [removeStatement(second.source, other)] : null
}

function listAround(spot: Spot, statement: NonNullable<ReturnType<typeof statementAround>>) {
  return listOf(spot.around[spot.around.indexOf(statement) - 1])
}
