import type { LocatedConflict } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import { functionsAround, syntaxPositionOf } from '../../source/syntax-position'
import { isSameFunction, isSamePosition } from './frame-comparison'
import { type ForkPlace, withEnd } from './handler-end'
import { lineageOf, type Step } from './lineage'

/**
 * Whether a framework came to the second attempt by going on when the promise of the asynchronous function that responded first
 * was fulfilled. So restify takes the end of an `async` middleware for its `next()`.
 */
export function isGoneOn(conflict: LocatedConflict): boolean {
  return handlerGoneOn(conflict) !== null
}

function handlerGoneOn({ first, second }: LocatedConflict): Step | null {
  const [one, other] = [lineageOf(first), lineageOf(second)]
  const isCommon = (at: number) =>
    isSamePosition(one[at]?.frame, other[at]?.frame) && one[at]?.entry?.hop === other[at]?.entry?.hop
  let depth = 0
  while (isCommon(depth)) depth++
  const [caller, waiter] = [one[depth]?.frame, other[depth]?.frame]
  if (caller?.owner !== 'package' || !isSameFunction(caller, waiter)) return null
  const [called, onwards] = [one[depth + 1], other[depth + 1]]
  const position = called?.frame.owner === 'app' ? syntaxPositionOf(called.frame) : null
  const fn = position === null ? undefined : functionsAround(position)[0]
  const isFulfilled = fn?.async === true && onwards?.entry?.reason.startsWith('promise.') === true
  return isFulfilled ? (called ?? null) : null
}

/**
 * Whether a framework came to the second attempt's handler by going on from that of the first, which had not sent its response
 * by then: a hook of Fastify that does not return what it sends, a handler of h3.
 */
export function isGoneOnFrom(conflict: LocatedConflict): boolean {
  return handlerGoneOnFrom(conflict) !== null
}

/** The handler that such a framework went on from: its place on the one side, and its end on the other. */
export function forkInGoneOn(conflict: LocatedConflict): ForkPlace | null {
  const handler = handlerGoneOn(conflict) ?? handlerGoneOnFrom(conflict)
  const found = handler === null ? null : withEnd(handler.frame)
  return found && { function: found.frame.function, first: found.frame, second: found.end }
}

function handlerGoneOnFrom({ first, second }: LocatedConflict): Step | null {
  if (appSiteOf(first) === null || appSiteOf(second) === null || !first.isComplete || !second.isComplete)
    return null
  const [one, other] = [lineageOf(first), lineageOf(second)]
  const isCommon = (at: number) =>
    isSamePosition(one[at]?.frame, other[at]?.frame) && one[at]?.entry?.hop === other[at]?.entry?.hop
  let depth = 0
  while (isCommon(depth)) depth++
  const framework = one[depth - 1]?.frame
  const [handler, otherHandler] = [one, other].map(steps =>
    steps.findIndex(({ frame }) => frame.owner === 'app'),
  )
  if (framework?.owner !== 'package' || handler === undefined || otherHandler === undefined) return null
  if (handler < depth || otherHandler < depth) return null
  const isOwn = ({ frame, entry }: Step) =>
    (frame.owner === 'node' || (frame.owner === 'package' && frame.package === framework.package)) &&
    (entry === null || isPromise(entry.reason))
  const isLeft =
    [one.slice(depth, handler), other.slice(depth, otherHandler)].every(steps => steps.every(isOwn)) &&
    !isSameFunction(one[handler]?.frame, other[otherHandler]?.frame) &&
    one.slice(handler + 1).some(({ entry }) => entry !== null)
  return isLeft ? (one[handler] ?? null) : null
}

function isPromise(reason: string): boolean {
  return /^(await|promise\..*|process\.nextTick|queueMicrotask)$/.test(reason)
}
