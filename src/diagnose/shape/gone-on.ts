import type { LocatedConflict } from '../../locate/locate'
import { functionsAround, syntaxPositionOf } from '../../source/syntax-position'
import { isSameFunction, isSamePosition } from '../fork/frame-comparison'
import { lineageOf } from '../fork/lineage'

/**
 * Whether a framework came to the second attempt by going on when the promise of the asynchronous function that responded first
 * was fulfilled. So restify takes the end of an `async` middleware for its `next()`.
 */
export function isGoneOn({ first, second }: LocatedConflict): boolean {
  const [one, other] = [lineageOf(first), lineageOf(second)]
  const isCommon = (at: number) =>
    isSamePosition(one[at]?.frame, other[at]?.frame) && one[at]?.entry?.hop === other[at]?.entry?.hop
  let depth = 0
  while (isCommon(depth)) depth++
  const [caller, waiter] = [one[depth]?.frame, other[depth]?.frame]
  if (caller?.owner !== 'package' || !isSameFunction(caller, waiter)) return false
  const [called, onwards] = [one[depth + 1], other[depth + 1]]
  const position = called?.frame.owner === 'app' ? syntaxPositionOf(called.frame) : null
  const fn = position === null ? undefined : functionsAround(position)[0]
  return fn?.async === true && onwards?.entry?.reason.startsWith('promise.') === true
}
