import type { HeadersSentCheck } from '../detect/dropped/headers-sent-check'
import { headerOperations } from '../detect/operations'
import { type Attempted, type Dropped, type RawConflict, rawConflictOf } from '../detect/raw-conflict'
import type { Frame } from '../locate/frame'
import type { LocatedConflict, LocatedSide } from '../locate/locate'
import { lastPart } from '../locate/operation'
import { isMethodOfResponse } from '../locate/response-method'
import { appSiteOf } from '../locate/site'
import { linesOf } from '../source/source-text'
import { isCall, nameOfCall, type SyntaxPosition, syntaxPositionOf } from '../source/syntax-position'
import { responderOf } from './sender'
import { bailsOut, mayBailOut, returnsTheCheck } from './syntax/guard'
import { lateStatusAfter } from './syntax/late-status-set'
import { isHeaderMethod, sendsBody } from './syntax/response-call'

/**
 * What a check of a response was: the attempt that a package has dropped; `harmless`, this time or, by the checker's source,
 * always; or `open` until the framework comes to send what it was given.
 */
export type Verdict = Attempted | 'harmless' | 'always-harmless' | 'open'

/** Calls by which checkers are distinguished. */
const maxCheckerCalls = 3

/**
 * Judges who checked whether a response was sent. An attempt was lost where three things come together: the checker is a
 * function of a package that returns because of what it has read; it was called to respond; and its caller had not
 * checked. An application's own guard is none of that.
 */
export function verdictOn(check: HeadersSentCheck, locate: (raw: RawConflict) => LocatedConflict): Verdict {
  const raw = rawConflictOf(attempted(check, 'body'))
  const located = locate(raw)
  const frames = located.second.path[0]?.frames ?? []
  const site = frames.findIndex(frame => frame.owner === 'app')

  if (check.seen === 'method') return verdictOnMethod(check, located)
  if (check.seen === 'end') return verdictOnEnd(check, located, raw)
  if (check.seen === 'status') return verdictOnStatus(check, located)

  // Cheap things first: in nearly every case there is nothing to parse.
  const checkedAt = frames.findIndex(frame => frame.owner !== 'package' || !returnsTheCheck(frame))
  const guard = frames[checkedAt]
  const harmless = checkedAt < maxCheckerCalls ? 'always-harmless' : 'harmless'
  if (guard?.owner !== 'package' || !mayBailOut(guard)) return harmless
  const attempt = site === -1 ? attemptBy(frames) : attemptAt(frames[site] as Frame)
  if (attempt === null) return 'harmless'
  if (!bailsOut(guard)) return harmless

  const { first } = located
  const isBetween =
    site === -1
      ? checkedAt === attempt.depth
      : checkedAt < site && frames.slice(checkedAt, site).every(isPackages)
  if (!isBetween || isOneCall(first, frames[site], raw)) return 'harmless'
  const isByFramework = appSiteOf(first) === null && responderOf(first) !== null
  const lost = attempted(check, attempt.kind, { by: guard.package, via: attempt.via }, attempt.header)

  // A middleware that sets a header for every response cannot know of one that was sent by hand. But where a package has put
  // a guard in the place of Node's own method, Node would have refused.
  if (attempt.kind === 'headers')
    return isByFramework || (checkedAt + 1 === site && isInPlaceOfNodes(guard, attempt)) ? lost : 'harmless'
  if (site === -1) return appSiteOf(first) === null && appSiteOf(located.second) === null ? 'harmless' : lost
  // The head is out, but the framework may yet send the body.
  if (!check.target.isEnded) return 'harmless'
  if (isByFramework || checkedAt + 1 === site) return lost
  // What is only set down is a response when the framework comes to send it, which the application may have ruled out.
  if (appSiteOf(first) === null) return 'harmless'
  const { bareEnd } = check
  if (bareEnd === undefined) return 'open'
  const end = locate({ ...raw, second: { ...raw.second, ...bareEnd } }).second
  return isEndBy(guard.package, end) ? lost : 'harmless'
}

// The method that drops a response is about to be called: by the application, or by the package with what a handler returned.
function verdictOnMethod(check: HeadersSentCheck, { second }: LocatedConflict): Verdict {
  const { dropper = '' } = check
  const frames = second.path[0]?.frames ?? []
  const site = frames.findIndex(frame => frame.owner !== 'package' || frame.package !== dropper)
  const caller = frames[site]
  if (site > 0 || caller === undefined) {
    // Of what calls it by itself, errors are no response that was meant.
    const call = frames[0] === undefined ? null : syntaxPositionOf(frames[0])?.call
    const [given] = call?.arguments ?? []
    if (caller?.owner !== 'app' && (given?.type !== 'Identifier' || /^(e|err|error)$/i.test(given.name)))
      return 'harmless'
  }
  const attempt = caller?.owner === 'app' ? attemptAt(caller) : null
  if (caller?.owner === 'app' && attempt?.kind !== 'body') return 'harmless'
  return attempted(check, 'body', { by: dropper, via: attempt?.via ?? 'reply.send' })
}

const emptyBody = /^(send|json|jsonp|html|text|view|render)$/

// `res.json(user)` where there is none: the method of a framework came to nothing, and its end was an end without a body.
function verdictOnEnd(
  check: HeadersSentCheck,
  { first, second }: LocatedConflict,
  raw: RawConflict,
): Verdict {
  const frames = second.path[0]?.frames ?? []
  const site = frames.findIndex(frame => frame.owner === 'app')
  const caller = frames[site]
  if (
    caller === undefined ||
    site === 0 ||
    !frames.slice(0, site).every((_, at) => isMethodOfResponse(frames, at))
  )
    return 'harmless'
  const attempt = attemptAt(caller)
  if (attempt?.kind !== 'body' || !emptyBody.test(lastPart(attempt.via ?? ''))) return 'harmless'
  if (isOneCall(first, caller, raw)) return 'harmless'
  return attempted(check, 'body', { by: 'Node', via: attempt.via })
}

function verdictOnStatus(check: HeadersSentCheck, { first }: LocatedConflict): Verdict {
  const site = appSiteOf(first)
  const position = site === null || !first.path[0]?.frames.includes(site) ? null : syntaxPositionOf(site)
  const late = position === null ? null : lateStatusAfter(position, check.status ?? 0)
  if (late === null || (check.isHeard && !late.isChained)) return 'harmless'
  return attempted(check, 'headers', { by: 'Node', via: late.via, at: late.at })
}

function attempted(
  { moment, target, date, seen }: HeadersSentCheck,
  kind: 'headers' | 'body',
  dropped?: Dropped,
  header?: string,
): Attempted {
  return {
    kind,
    target,
    date,
    second: {
      ...moment,
      operation: kind === 'body' ? 'end' : seen === 'status' ? 'statusCode' : 'setHeader',
      ...(header !== undefined && { header }),
      outcome: 'lost',
      code: null,
      ...(dropped !== undefined && { dropped }),
    },
  }
}

interface Attempt {
  readonly kind: 'headers' | 'body'
  readonly via: string | null
  readonly header?: string
  /** The place among the calls of the function that was to respond, where it is a package's. */
  readonly depth?: number
}

/** What an application's line does that was called there: `ctx.body = …`, `reply.send(…)`; `null` where it does not respond. */
function attemptAt(site: Frame): Attempt | null {
  const line = linesOf(site)?.[site.line - 1] ?? ''
  // `next()` does not respond, whatever comes of it.
  const position = /[.\]]\s*[\w$]+\s*(?:\(|=[^=>])/.test(line) ? syntaxPositionOf(site) : null
  if (position === null) return null
  const { source } = position
  const set = position.around.findLast(node => node.type === 'AssignmentExpression')
  if (
    set?.type === 'AssignmentExpression' &&
    set.left.type === 'MemberExpression' &&
    isBefore(position, set.right)
  ) {
    const { property, computed } = set.left
    const name = !computed && property.type === 'Identifier' ? property.name : ''
    const kind = name === 'body' ? 'body' : name !== 'status' && isHeaderMethod(name) ? 'headers' : null
    return kind && { kind, via: shortened(source.text.slice(set.left.start ?? 0, set.left.end ?? 0)) }
  }
  const { call } = position
  const name = call === null ? null : nameOfCall(call)
  if (call === null || name === null) return null
  const via = shortened(source.text.slice(call.callee.start ?? 0, call.callee.end ?? 0))
  if (sendsBody(name)) return { kind: 'body', via }
  const [given] = call.arguments
  const header = given?.type === 'StringLiteral' ? { header: given.value.slice(0, 256) } : {}
  return isHeaderMethod(name) ? { kind: 'headers', via, ...header } : null
}

// V8 names the equals sign, a source map perhaps the name.
function isBefore({ offset }: SyntaxPosition, { start }: { start?: number | null }): boolean {
  return offset < (start ?? 0)
}

function shortened(text: string): string {
  return text.replace(/\s+/g, '').slice(-60)
}

const responding = /^(end|send|json|sendFile|sendStatus|redirect)$/

/** Where a package calls a function of its own to respond, with something to send: `reply.send(payload)`. */
function attemptBy(frames: readonly Frame[]): Attempt | null {
  const depth = frames.findIndex(frame => isPackages(frame) && responding.test(lastPart(frame.function)))
  const [fn, caller] = [frames[depth], frames[depth + 1]]
  if (fn?.owner !== 'package' || caller?.owner !== 'package' || caller.package !== fn.package) return null
  const call = syntaxPositionOf(caller)?.call
  return isCall(call) && call.arguments.length > 0 ? { kind: 'body', via: null, depth } : null
}

function isPackages(frame: Frame): boolean {
  return frame.owner === 'package'
}

function isInPlaceOfNodes(guard: Frame, { via }: Attempt): boolean {
  const name = lastPart(guard.function)
  return headerOperations.some(operation => operation.name === name) && lastPart(via ?? '') === name
}

// A package may well check after it has responded, in the very call in which it was to.
function isOneCall(
  first: LocatedSide,
  site: Frame | undefined,
  { first: sent, second }: RawConflict,
): boolean {
  if (site === undefined || sent?.hop !== second.hop) return false
  return (first.path[0]?.frames ?? []).some(
    frame => frame.path === site.path && frame.line === site.line && frame.column === site.column,
  )
}

// The framework comes to the end of its own accord, when there is nothing left to send.
function isEndBy(name: string, { path }: LocatedSide): boolean {
  const frames = path[0]?.frames ?? []
  const outermost = frames.findLast(isPackages)
  return (
    frames.every(frame => frame.owner !== 'app') &&
    outermost?.owner === 'package' &&
    outermost.package === name
  )
}
