import type { Node } from '@babel/types'
import type { Frame } from '../../locate/frame'
import type { LocatedConflict, LocatedSide } from '../../locate/locate'
import {
  functionsAround,
  insideOf,
  isCall,
  isFunction,
  nameOfCall,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import { isLater, isSameFunction, isSamePosition } from '../fork/frame-comparison'
import { sendsBody } from '../syntax/response-call'
import { handsOnError, type NextCall } from './next-call'
import type { ForkSide, ForkSides } from './side'

/** Which of two sides that both wait came by a timer, or by a deadline where both did. */
export type Timing = 'the first by a timer' | 'the second by a timer' | 'no race'

/** What the timer of a race is known by. */
export interface Race {
  readonly timing: Timing
  /** Whether both came by timers, and the one is a deadline by the way it was set. */
  readonly isDeadline: boolean
}

interface NextCalls {
  readonly first: NextCall | null
  readonly second: NextCall | null
}

const timers = new Set(['setTimeout', 'setInterval'])

/** @param next the sides' calls of `next`. What is further down waits for nothing, and a middleware's timer may be its work. */
export function raceOf(conflict: LocatedConflict, sides: ForkSides | null, next: NextCalls): Race {
  const first = reasonsOf(conflict.first, sides?.first)
  const second = reasonsOf(conflict.second, sides?.second)
  const none: Race = { timing: 'no race', isDeadline: false }
  // A middleware that lets the others begin, and fails when the time is over.
  const byMiddleware =
    sides === null ? null : theOneOf(isFailure(sides.first, next.first), isFailure(sides.second, next.second))
  if (byMiddleware !== null) return { timing: byMiddleware, isDeadline: true }
  // Two calls of it are two ways on. One that leads to both says nothing of them.
  const isOneCall = isSamePosition(next.first?.frame, next.second?.frame)
  if (next.first !== null && next.second !== null && !isOneCall) return none
  // A timer that the function set for a response of its own, and did not clear when there was one.
  if (sides !== null && next.second === null && isDeadlineOf(sides))
    return next.first === null || isExpiry(sides.second)
      ? { timing: 'the second by a timer', isDeadline: false }
      : none
  // What the function waits for has responded before it goes on, by whatever that came.
  if (sides !== null && isWaitedFor(sides)) return none
  // A race needs two that wait.
  if (!isWaiting(conflict.first, sides?.first) || !isWaiting(conflict.second, sides?.second)) return none
  const byTimer = theOneOf(first.some(isTimer), second.some(isTimer))
  if (byTimer !== null) return { timing: byTimer, isDeadline: false }
  const byDeadline = deadlineOf(conflict, sides, next)
  return byDeadline === null ? none : { timing: byDeadline, isDeadline: true }
}

function theOneOf(first: boolean, second: boolean): Timing | null {
  if (first === second) return null
  return first ? 'the first by a timer' : 'the second by a timer'
}

// Where both sides have a timer, one may be what the other's work has to be done by: one that responds when it is over, set
// by the function that began the work, or by a library; while the other is part of that work.
function deadlineOf(
  { first, second }: LocatedConflict,
  sides: ForkSides | null,
  next: NextCalls,
): Timing | null {
  if (sides !== null)
    return (
      theOneOf(isTimeoutOf(sides.first), isTimeoutOf(sides.second)) ??
      theOneOf(isSetHere(sides.first), isSetHere(sides.second)) ??
      theOneOf(next.first === null && isExpiry(sides.first), next.second === null && isExpiry(sides.second))
    )
  return theOneOf(setBy(first) === 'package', setBy(second) === 'package')
}

function isDeadlineOf({ first, second }: ForkSides): boolean {
  const isTimeout = second.asyncReasons.length === 1 && second.asyncReasons[0] === 'setTimeout'
  return isTimeout && isSetHere(second) && !isRunAgain(second) && !first.asyncReasons.some(isTimer)
}

// `res.setTimeout`, `req.setTimeout`: nothing but a deadline.
function isTimeoutOf({ position }: ForkSide): boolean {
  const call = position?.call
  return call != null && call.callee.type !== 'Identifier' && nameOfCall(call) === 'setTimeout'
}

function isSetHere({ path }: ForkSide): boolean {
  const next = path.find(step => step.frame.owner !== 'node' || step.entry !== null)
  return next?.entry != null && isTimer(next.entry.reason)
}

// What the timer runs responds whatever there is: it chooses between no results, and goes on to nobody.
function isExpiry(side: ForkSide): boolean {
  const step = side.path.find(({ frame }) => frame.owner === 'app')
  const position = step === undefined || !isSetHere(side) ? null : syntaxPositionOf(step.frame)
  const [fn] = position === null ? [] : functionsAround(position)
  if (position === null || fn === undefined) return false
  const mayRespondElsewhere = (node: Node): boolean =>
    isChoice(node) ? sends(node) : !isFunction(node) && childrenOf(node).some(mayRespondElsewhere)
  return !insideOf(fn.body, position).some(isChoice) && !mayRespondElsewhere(fn.body)
}

// `setTimeout(poll, 10)` in `poll` itself is the next try.
function isRunAgain({ frame, path }: ForkSide): boolean {
  return isSameFunction(frame, path.find(step => step.frame.owner === 'app')?.frame)
}

// `setTimeout(() => next(new Error('too slow')), 1000)`
function isFailure(side: ForkSide, next: NextCall | null): boolean {
  return next !== null && handsOnError(next) && isExpiry(side)
}

function isChoice({ type }: Node): boolean {
  return /^(If|Switch)Statement$|^ConditionalExpression$/.test(type)
}

function sends(node: Node): boolean {
  return (isCall(node) && sendsBody(nameOfCall(node))) || childrenOf(node).some(sends)
}

// Whose line set the timer that a side came by.
function setBy({ path }: LocatedSide): Frame['owner'] | null {
  const segment = path.find(({ reason }) => reason !== null && isTimer(reason))
  return segment?.frames.find(frame => frame.owner !== 'node')?.owner ?? null
}

function isTimer(reason: string): boolean {
  return timers.has(reason)
}

// The function itself may wait for the work, with `await`.
function isWaiting(located: LocatedSide, side: ForkSide | undefined): boolean {
  // A function that ran later, in a run that was not followed.
  if (side?.isFollowed === false && side.isDeferred) return true
  return reasonsOf(located, side).length > 0 || located.path[1]?.reason === 'await'
}

function reasonsOf({ path }: LocatedSide, side: ForkSide | undefined): readonly string[] {
  return (
    side?.asyncReasons ??
    path.flatMap(({ reason }) => (reason === null || reason === 'await' ? [] : [reason]))
  )
}

// The first side was awaited by the function that goes on to the second: `await load(…); res.json()`. Of several that are awaited
// together, one may be a deadline.
function isWaitedFor({ first, second }: ForkSides): boolean {
  const { position } = first
  const [fn] = position === null ? [] : functionsAround(position)
  if (position === null || second.position === null || fn === undefined || second.isDeferred) return false
  if (functionsAround(second.position)[0] !== fn || !isLater(second.frame, first.frame)) return false
  const wait = insideOf(fn, position).findLast(node => node.type === 'AwaitExpression')
  return wait !== undefined && !second.position.around.includes(wait) && !isOfSeveral(wait, position)
}

// `Promise.race([…])`, `Promise.all([…])`
function isOfSeveral(wait: Node, { around }: SyntaxPosition): boolean {
  return around
    .slice(around.indexOf(wait))
    .some(node => isCall(node) && /^(race|any|all|allSettled)$/.test(nameOfCall(node) ?? ''))
}
