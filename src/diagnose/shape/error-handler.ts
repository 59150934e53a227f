import type { CatchClause, TryStatement } from '@babel/types'
import type { Frame } from '../../locate/frame'
import type { HeldError } from '../../locate/held-error'
import type { LocatedConflict } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import {
  type FunctionNode,
  functionsAround,
  insideOf,
  isCaughtFrom,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { Hidden } from '../diagnosis'
import type { Fork } from '../fork/fork'
import { isSamePosition } from '../fork/frame-comparison'
import { lineageOf } from '../fork/lineage'
import { responderOf } from '../sender'
import { errorParameterOf, isWhereSet, respondsWithout } from '../syntax/error-branch'
import { errorRoleOf } from '../syntax/registration'
import { parameterCalledAt } from './common-callback'
import { handsOnError, type NextCall } from './next-call'
import { type ForkSides, isOverByFirst } from './side'

/** What sent, or tried to send, a response for an error. */
export interface ErrorHandler {
  /** What it is, in a sentence: `a catch clause`. */
  readonly kind: string
  /** The error; `null` where it is not known. */
  readonly hidden: Hidden | null
}

/** What is known of a conflict before its shape. */
export interface Known {
  readonly conflict: LocatedConflict
  readonly fork: Fork | null
  readonly sides: ForkSides | null
  readonly firstNext: NextCall | null
  readonly secondNext: NextCall | null
}

/**
 * What handled an error when it made the second attempt. An error that was there before the first response explains nothing:
 * only what lies between the fork and the attempt counts. `null` where nothing did, as far as is known.
 */
export function errorHandlerOf(known: Known): ErrorHandler | null {
  const held = known.conflict.held?.filter(isNotOurs) ?? null
  if (appSiteOf(known.conflict.second) === null) return packagesHandler(known, held)
  if (handsOnEarlierError(known) || (known.sides !== null && isOverByFirst(known.sides))) return null
  for (const frame of framesBeyond(known)) {
    const position = syntaxPositionOf(frame)
    if (position === null) continue
    const kind = kindAt(known, frame, position, held)
    if (kind !== null) return { kind, hidden: errorOf(frame, kind, held) }
  }
  return isRunByCatch(known.conflict)
    ? { kind: 'a promise’s rejection handler', hidden: errorOf(null, '', held) }
    : null
}

/**
 * Whether what sent the first response was called for an error: a listener or handler that is not written in the function in
 * which the paths part, and that none of its lines called.
 */
export function isSentForError({ sides, firstNext }: Pick<Known, 'sides' | 'firstNext'>): boolean {
  const side = sides?.first
  const fn = side?.position == null ? undefined : functionsAround(side.position)[0]
  if (side === undefined || fn === undefined || firstNext !== null || !side.isFollowed) return false
  return side.path.some(({ frame, entry }, index) => {
    const caller = index === 0 ? side.frame : side.path[index - 1]?.frame
    const isCalled = caller?.owner === 'app' && entry === null
    const position = frame.owner === 'app' && !isCalled ? syntaxPositionOf(frame) : null
    if (position === null || position.around.includes(fn)) return false
    const [handler] = functionsAround(position)
    return handler !== undefined && errorRoleOf(handler, position) !== null
  })
}

// What Node refused is the conflict itself.
function isNotOurs({ name, message }: HeldError): boolean {
  const refusals = /ERR_(HTTP2?_HEADERS_SENT|HTTP2_HEADERS_AFTER_RESPOND|STREAM_WRITE_AFTER_END)/
  return !refusals.test(name) && !refusals.test(message)
}

// A function of the package that responded was given the error.
function packagesHandler({ conflict }: Known, held: readonly HeldError[] | null): ErrorHandler | null {
  const responder = responderOf(conflict.second)
  const error = held?.find(
    ({ holder, kind }) => kind !== 'local' && holder?.owner === 'package' && holder.package === responder,
  )
  // An error that the package made itself, for want of a response, is its own reason to respond.
  const isOwn = error?.site?.owner === 'package' && error.site.package === responder
  if (responder === null || error === undefined || isOwn) return null
  return { kind: `the error handling of ${responder}`, hidden: hiddenFrom(error) }
}

// The application's calls that led to the attempt, after the paths had parted, innermost first.
function framesBeyond({ conflict, sides, firstNext, secondNext }: Known): Frame[] {
  const steps = sides?.second.isFollowed
    ? [{ frame: sides.second.frame }, ...sides.second.path]
    : lineageOf(conflict.second)
  const frames = steps.map(({ frame }) => frame)
  // What comes after `next()` responds in any case, by whatever it has for it.
  const isAnyway =
    secondNext !== null && !handsOnError(secondNext) && !isSamePosition(firstNext?.frame, secondNext.frame)
  const end = isAnyway ? frames.indexOf(secondNext.frame) + 1 : frames.length
  return frames
    .slice(0, end)
    .toReversed()
    .filter(frame => frame.owner === 'app')
}

function kindAt(
  known: Known,
  frame: Frame,
  position: SyntaxPosition,
  held: readonly HeldError[] | null,
): string | null {
  const firsts = firstsOf(known)
  const isFork = isSamePosition(known.sides?.second.frame, frame)
  if (isFork && firsts.some(first => isCaughtFrom(first, position))) return 'a catch clause'
  if (isInCatch(position, firsts)) return 'a catch clause'
  const fns = functionsAround(position).filter(fn => !firsts.some(first => first.around.includes(fn)))
  for (const fn of fns) {
    const kind = kindOf(known, fn, position)
    if (kind !== null) return kind
  }
  const [fn] = functionsAround(position)
  if (fn === undefined || !fns.includes(fn)) return null
  const given = held?.find(error => error.kind === 'parameter' && isSamePosition(error.holder, frame))
  return given !== undefined && isBecauseOf(known, fn, position, given.variable) ? 'an error handler' : null
}

function kindOf(
  { conflict, sides, firstNext }: Known,
  fn: FunctionNode,
  position: SyntaxPosition,
): string | null {
  const role = errorRoleOf(fn, position)
  // A middleware for errors that calls `next()` lets the others run; it handles an error elsewhere.
  const isOnwards = role === 'an error handler' && parameterCalledAt(position) !== null
  if (role !== null && !isOnwards) return role
  const isInnermost = functionsAround(position)[0] === fn
  if (isInnermost && fn.params.length === 4 && isCalledByPackage(conflict)) return 'an error middleware'
  const name = errorParameterOf(fn)
  if (name === null || !isWhereSet(fn, position, name)) return null
  return isBecauseOf({ conflict, sides, firstNext }, fn, position, name)
    ? 'a callback that was given an error'
    : null
}

// A callback that would have responded without an error, too, did not do so because of it; nor did one whose function has gone
// on to `next` meanwhile.
function isBecauseOf(
  { sides, firstNext }: Pick<Known, 'conflict' | 'sides' | 'firstNext'>,
  fn: FunctionNode,
  position: SyntaxPosition,
  name: string,
): boolean {
  if (firstNext !== null && !isSamePosition(sides?.first.frame, sides?.second.frame)) return false
  const isOfFirst = isSamePosition(sides?.first.frame, sides?.second.frame)
  return isOfFirst || !respondsWithout(fn, position, name)
}

// What led to the first response after the paths had parted.
function firstsOf({ conflict, sides }: Known): SyntaxPosition[] {
  const site = appSiteOf(conflict.first)
  const steps = sides?.first.isFollowed ? sides.first.path.map(({ frame }) => frame) : []
  const frames = [...(site === null ? [] : [site]), ...steps.filter(frame => frame.owner === 'app')]
  const positions = [...frames.map(syntaxPositionOf), sides?.first.position ?? null]
  return positions.filter(position => position !== null)
}

// A catch clause in which both responses are is no handler of what came after the first.
function isInCatch(second: SyntaxPosition, firsts: readonly SyntaxPosition[]): boolean {
  const [fn] = functionsAround(second)
  const inside = fn === undefined ? second.around : insideOf(fn, second)
  return inside.some((node, index) => {
    if (node.type !== 'CatchClause') return false
    const attempt = inside[index - 1] as TryStatement | undefined
    const isFirstThere = firsts.some(first => first.around.includes(node as CatchClause))
    return attempt?.type === 'TryStatement' && !isFirstThere
  })
}

function isCalledByPackage({ second }: LocatedConflict): boolean {
  const frames = second.path.flatMap(segment => segment.frames)
  const site = appSiteOf(second)
  return site !== null && frames[frames.indexOf(site) + 1]?.owner === 'package'
}

// What `.catch` hands on runs for a rejection only.
function isRunByCatch({ first, second }: LocatedConflict): boolean {
  const [one, other] = [first.path[1], second.path[1]]
  const isOneRun = one?.hop != null && one.hop === other?.hop
  return other?.reason === 'promise.catch' && !isOneRun
}

// `catch (error) { res.status(404).end(); next(error) }`: what is handed on was there when the first response was sent.
function handsOnEarlierError({ sides, secondNext }: Known): boolean {
  const first = sides?.first.position
  if (first == null || secondNext === null || !handsOnError(secondNext)) return false
  const { position, call } = secondNext
  const [error] = call.arguments
  if (error?.type !== 'Identifier') return false
  return position.around.some(node => {
    if (!first.around.includes(node)) return false
    if (node.type === 'CatchClause')
      return node.param?.type === 'Identifier' && node.param.name === error.name
    return (
      'params' in node &&
      Array.isArray(node.params) &&
      node.params.some(param => param.type === 'Identifier' && param.name === error.name)
    )
  })
}

// The error that the handler's own call held.
function errorOf(frame: Frame | null, kind: string, held: readonly HeldError[] | null): Hidden | null {
  const wanted = kind === 'a catch clause' ? 'catch' : 'parameter'
  const error =
    held?.find(each => each.kind === wanted && frame !== null && isSamePosition(each.holder, frame)) ??
    held?.find(each => each.kind !== 'local' && each.holder?.owner === 'app') ??
    null
  return error === null ? null : hiddenFrom(error)
}

function hiddenFrom({ name, message, site }: HeldError): Hidden {
  return { name, message, site }
}
