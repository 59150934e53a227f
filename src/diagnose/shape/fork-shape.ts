import type { LocatedConflict, LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import { nameOfCall, rootOf, type SyntaxPosition } from '../../source/syntax-position'
import type { Fork } from '../fork/fork'
import { isGoneOn, isGoneOnFrom } from '../fork/gone-on'
import { type OwnError, ownErrorOf } from '../fork/own-error'
import { responderOf } from '../sender'
import { endsInList } from '../syntax/responds-after'
import { type Action, actionAlone, actionAt } from './action'
import { type Attempt, attemptOf, type Sent, sentOf } from './attempt-kind'
import { commonCallbackOf } from './common-callback'
import { type ErrorHandler, errorHandlerOf, isSentForError } from './error-handler'
import type { NextCall } from './next-call'
import { type Context, contextOf } from './other-request'
import { type PackageBetween, packageBetween } from './package-between'
import { type Relation, relationOf } from './relation'
import { type ForkSides, isOnePosition } from './side'
import { type Race, raceOf, type Timing } from './timing'

/** What a conflict is, in the few words from which its cause follows. */
export interface ForkShape {
  /** What came too late for. */
  readonly message: 'a response' | 'an outgoing request'
  readonly attempt: Attempt
  readonly sent: Sent
  readonly first: Action
  readonly second: Action
  readonly relation: Relation
  readonly race: Timing
  readonly context: Context
  readonly responders: Responders
}

/** Who made the two attempts: with the response that it was handed, or by itself. */
export type Responders = 'the application' | 'the application and a package' | 'packages' | 'not known'

/** A shape and what it was read from. */
export interface Reading {
  readonly shape: ForkShape
  readonly next: { readonly first: NextCall | null; readonly second: NextCall | null }
  readonly handler: ErrorHandler | null
  readonly race: Race
  readonly between: PackageBetween | null
  /** The error that a framework made for want of a response, where that is what the second attempt responds to. */
  readonly ownError: OwnError | null
}

export function shapeOf(
  conflict: LocatedConflict,
  fork: Fork | null,
  sides: ForkSides | null,
  sites: { readonly first: SyntaxPosition | null; readonly second: SyntaxPosition | null },
): Reading {
  const first = actionOf(fork, sides?.first, conflict, conflict.first)
  const second = actionOf(fork, sides?.second, conflict, conflict.second)
  const next = { first: first.next, second: second.next }
  const ownError = fork === null ? ownErrorOf(conflict) : null
  const handled = errorHandlerOf({
    conflict,
    fork,
    sides,
    firstNext: first.next,
    secondNext: second.next,
  })
  const handler = ownError === null ? handled : null
  const isCallback = handler !== null && isCalledBackAgain(fork, sides, next, handler)
  const race = raceOf(conflict, sides, next)
  const sent = sentOf(conflict)
  const onwards =
    (sides === null || isOnePosition(sides)) && isGoneOn(conflict)
      ? 'is gone on to'
      : fork === null && isGoneOnFrom(conflict)
        ? 'is gone on to early'
        : null
  const between = fork === null ? packageBetween(conflict) : null
  const relation = between === null ? relationOf(fork, sides, sites, next) : 'through a package'
  return {
    shape: {
      message: conflict.raw.kind === 'request' ? 'an outgoing request' : 'a response',
      attempt: attemptOf(conflict, sites.second),
      sent:
        sent === 'a response' && isHeadOfMore(conflict, sites.first, relation, first.action)
          ? 'a head'
          : sent,
      first: isSentForError({ sides, firstNext: first.next }) ? 'handles an error' : first.action,
      second: handler !== null && !isCallback ? 'handles an error' : (onwards ?? second.action),
      relation,
      race: race.timing,
      context: contextOf(conflict, fork, sites),
      responders: ownError === null ? respondersOf(conflict) : 'the application and a package',
    },
    next,
    handler,
    race,
    between,
    ownError,
  }
}

// Both sides call one callback by lines of their own, and the second of these is in a listener for errors: it is the callback that
// is called again, for what came after its result.
function isCalledBackAgain(
  fork: Fork | null,
  sides: ForkSides | null,
  next: Reading['next'],
  { kind }: ErrorHandler,
): boolean {
  if (fork === null || sides === null || kind !== 'a listener for errors') return false
  const common = commonCallbackOf(fork, sides, next)
  return common?.firstCall != null && common.secondCall !== null
}

// A head by itself, whose function goes on to start the body, and no line of it ends the response.
function isHeadOfMore(
  { raw, first }: LocatedConflict,
  position: SyntaxPosition | null,
  relation: Relation,
  action: Action,
): boolean {
  if (raw.kind !== 'headers' || relation !== 'two paths' || action !== 'responds') return false
  if (first.operation !== 'writeHead' || position?.call == null || nameOfCall(position.call) !== 'writeHead')
    return false
  return !endsInList(position, rootOf(position.source, position.call))
}

function actionOf(
  fork: Fork | null,
  side: ForkSides['first'] | undefined,
  conflict: LocatedConflict,
  located: LocatedSide,
) {
  const other = located === conflict.first ? conflict.second : conflict.first
  if (fork === null || side === undefined) return actionAlone(located, other)
  const found = actionAt(fork, side, located)
  // Where a framework lets its middlewares go on after `await next()`, a response there is in order. So is what is given to the
  // framework further down, where a response was sent past it.
  const { kind, second } = conflict.raw
  const isGiven = kind === 'body' && appSiteOf(located) !== null && isBesideAPackage(conflict)
  const isInOrder = second.dropped !== undefined && (located === conflict.first || isGiven)
  return found.next !== null && isInOrder ? { action: 'calls a helper' as const, next: null } : found
}

/** Whether a side's path was recorded, so that what is not on it was not there. */
export function isRecorded({ raw }: LocatedConflict, { path, isComplete }: LocatedSide): boolean {
  return path.length > 0 && (isComplete || raw.trace !== undefined)
}

function respondersOf(conflict: LocatedConflict): Responders {
  const { first, second } = conflict
  if (![first, second].every(side => appSiteOf(side) !== null || isRecorded(conflict, side)))
    return 'not known'
  const [one, other] = [packageOf(first), packageOf(second)]
  if (one === null && other === null) return 'the application'
  return isBesideAPackage(conflict) ? 'the application and a package' : 'packages'
}

function isBesideAPackage({ first, second }: LocatedConflict): boolean {
  const [one, other] = [packageOf(first), packageOf(second)]
  if (one === null && other === null) return false
  // A line of the application that hands the response to a package is the application’s part in it.
  const areBothPackages = one !== null && other !== null
  // Two sends of one package are its own matter, whatever line has handed it the response.
  if (areBothPackages && one === other) return false
  const isOneByItself = (appSiteOf(first) === null) !== (appSiteOf(second) === null)
  return !areBothPackages || isOneByItself
}

/** The package that responded by itself, or with the response that it was handed; `null` for the application. */
export function packageOf(side: LocatedSide): string | null {
  const site = appSiteOf(side)
  if (site === null) return responderOf(side)
  // What called the application gives it methods of its own to respond with: `reply.send`.
  const frames = side.path.flatMap(segment => segment.frames)
  const caller = frames.slice(frames.indexOf(site) + 1).find(frame => frame.owner === 'package')
  const isFrameworks = caller?.owner === 'package' && caller.package === side.by
  return isFrameworks ? null : side.by
}
