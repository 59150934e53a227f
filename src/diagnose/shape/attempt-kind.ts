import type { LocatedConflict } from '../../locate/locate'
import { lastPart } from '../../locate/operation'
import { appSiteOf } from '../../locate/site'
import { nameOfCall, rootOf, type SyntaxPosition, syntaxPositionOf } from '../../source/syntax-position'
import { callersOf } from '../fork/lineage'
import { respondsAfter, respondsInStatement } from '../syntax/responds-after'
import { headerOperations, isHeaderMethod } from '../syntax/response-call'

/** What the second attempt is. */
export type Attempt =
  /** A response, or the beginning of one. */
  | 'a response'
  /** A change of a header or of the status, and nothing is sent after it. */
  | 'a header'
  /** A part of a body that has ended. */
  | 'a part of the body'
  /** An end, perhaps with a body, after the end. */
  | 'an end'

/** What had been sent by then. */
export type Sent =
  /** A response. */
  | 'a response'
  /** A head by itself, `writeHead`, and no end. */
  | 'a head'
  /** The head with a part of the body, `write`, and no end. */
  | 'a part of the body'
  /** The headers, `flushHeaders`, and no end. */
  | 'the headers'
  /** The beginning of what a stream sends. */
  | 'a stream'

export function attemptOf(conflict: LocatedConflict, second: SyntaxPosition | null): Attempt {
  const { operation } = conflict.second
  if (conflict.raw.kind === 'body') return operation === 'write' ? 'a part of the body' : 'an end'
  if (operation === 'statusCode') return 'a header'
  const site = appSiteOf(conflict.second)
  if (site === null && isHeaderOfPackage(conflict)) return 'a header'
  if (site === null || !headerOperations.has(operation) || second?.call == null) return 'a response'
  return isHeaderOnly(second) && !callersRespond(conflict) ? 'a header' : 'a response'
}

// `cookies.set(…)` of a middleware from a package, by a method that is no way to begin a response.
function isHeaderOfPackage({ second: { site, via, operation } }: LocatedConflict): boolean {
  const name = lastPart(via)
  if (site?.owner !== 'package' || headerOperations.has(name) || !headerOperations.has(operation))
    return false
  const position = isHeaderMethod(name) ? syntaxPositionOf(site) : null
  return position !== null && isHeaderOnly(position)
}

/** Whether the call at a position changes a header, and is not how a response begins. */
export function isHeaderOnly(position: SyntaxPosition): boolean {
  const name = position.call === null ? null : nameOfCall(position.call)
  return name !== null && isHeaderMethod(name) && !respondsLater(position)
}

// `res.setHeader(…)` may be how a second response begins.
function respondsLater(position: SyntaxPosition): boolean {
  if (position.call === null) return false
  const root = rootOf(position.source, position.call)
  return respondsInStatement(position, root) || respondsAfter(position, root)
}

// A helper that sets headers is called by a function that goes on to respond.
function callersRespond({ second }: LocatedConflict): boolean {
  return callersOf(second)
    .slice(1)
    .some(frame => {
      const position = syntaxPositionOf(frame)
      return position !== null && respondsAfter(position)
    })
}

const parts: Readonly<Record<string, Sent>> = {
  writeHead: 'a head',
  writeHeader: 'a head',
  respond: 'a head',
  write: 'a part of the body',
  flushHeaders: 'the headers',
}

export function sentOf({ raw, first }: LocatedConflict): Sent {
  if (raw.kind !== 'headers' || raw.isEnded || parts[first.operation] === undefined) return 'a response'
  const called = first.via.slice(first.via.lastIndexOf('.') + 1)
  if (/^(pipe|pipeline|pipeTo)$/.test(called)) return 'a stream'
  const part = first.site === null ? parts[first.operation] : parts[called]
  return part ?? 'a response'
}
