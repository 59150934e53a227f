import { functionsAround, insideOf, isLoop, type Spot, statementAround } from '../syntax/spot'
import { type Edit, insertion } from './edit'

/**
 * Ends the function in the turn of a loop that answers. Only where that is behind a condition, as what a search has found:
 * without one, each turn wants to say something.
 */
export function leaveLoop(spot: Spot | null): Edit[] {
  const fn = spot === null ? undefined : functionsAround(spot)[0]
  if (spot === null || fn === undefined || fn.async) return []
  const inside = insideOf(fn, spot)
  const turn = inside.findLastIndex(isLoop)
  const isFound = inside.slice(turn + 1).some(node => node.type === 'IfStatement')
  const statement = statementAround(spot)
  if (turn === -1 || !isFound || statement?.type !== 'ExpressionStatement') return []
  return [insertion(spot.source, statement.start ?? 0, 'return ')]
}
