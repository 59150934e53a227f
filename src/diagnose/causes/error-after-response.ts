import type { LocatedConflict } from '../../locate/locate'
import {
  functionsAround,
  isCall,
  nameOfCall,
  statementAround,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { Cause } from '../cause'
import type { Hidden } from '../diagnosis'
import { type Edit, firstOf } from '../edits/edit'
import { likelyDestroy } from '../edits/likely-destroy'
import { likelyReturn } from '../edits/likely-return'
import { removeDuplicate } from '../edits/remove-duplicate'
import { returnAfter } from '../edits/return-after'
import { returnBeforeError } from '../edits/return-before-error'
import { sentWordOf } from '../edits/sent-check'
import { wrongCheck } from '../edits/wrong-check'
import type { Evidence } from '../evidence'
import { callersOf } from '../fork/lineage'
import { describe, formatPosition } from '../sentence'
import { listOf } from '../syntax/flow'

/** Something failed after the response, and an error handler responded. */
export const errorAfterResponse: Cause<'any'> = {
  code: 'error-after-response',
  shapes: { any: { second: 'handles an error' } },
  explain(evidence) {
    const { conflict, handler } = evidence
    const hidden = handler?.hidden ?? null
    const kind = handler?.kind ?? 'an error handler'
    return {
      evidence: [
        `the second response is in ${kind}`,
        ...(hidden === null ? [] : [`it was handling ${hidden.name}: ${firstLineOf(hidden.message)}`]),
        ...(isBrokenOff(conflict, hidden)
          ? ['the connection broke off while the response was being sent']
          : []),
      ],
      summary: `got its response from ${describe(conflict.first)}; then ${whatFailed(hidden)}, and ${kind} responded again with ${describe(conflict.second)}`,
      suggestion: suggestionFor(evidence, hidden),
      edits: editsOf(evidence, hidden),
      candidates: [...likelyReturn(evidence), ...likelyDestroy(evidence)],
      ...wrongCheck(evidence),
    }
  },
}

function whatFailed(hidden: Hidden | null): string {
  if (hidden === null) return 'something failed'
  if (isOfConnection(hidden)) return `a connection broke off (${hidden.name}: ${hidden.message})`
  return `${hidden.name} was raised${hidden.site === null ? '' : ` at ${formatPosition(hidden.site)}`}`
}

// The report has the whole of it elsewhere.
function firstLineOf(message: string): string {
  return message.split(/\r?\n/, 1)[0] ?? ''
}

/** What Node and its clients call it when the other end has gone, or has sent what cannot be read. */
const connectionErrors =
  /ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE|ERR_STREAM_DESTROYED|ERR_HTTP2_STREAM|HPE_|premature close|\baborted\b|socket hang up|Parse Error|other side closed|terminated/i

// The client left, or the server that was asked: there is nothing to respond to, or nothing to respond with.
function isOfConnection(hidden: Hidden | null): boolean {
  // What the application aborts itself has not broken off.
  const isOwn = hidden?.name === 'AbortError' || hidden?.site?.owner === 'app'
  return hidden !== null && !isOwn && connectionErrors.test(`${hidden.name} ${hidden.message}`)
}

// Where the response had been ended, it was another connection, or a later time.
function isBrokenOff({ raw }: LocatedConflict, hidden: Hidden | null): boolean {
  return !raw.isEnded && isOfConnection(hidden)
}

function suggestionFor(evidence: Evidence, hidden: Hidden | null): string {
  if (isBrokenOff(evidence.conflict, hidden))
    return 'The head is out and the connection has broken off: there is nothing left to respond to. Stop and clean up (`res.destroy()`), and respond only where `res.headersSent` is false.'
  const sent = sentWordOf(evidence.conflict.second)
  const { site } = evidence.conflict.first
  if (hidden?.name === 'AbortError' && hidden.site?.owner === 'app' && site !== null)
    return `What is aborted at ${formatPosition(hidden.site)} fails, and ${placeOf(evidence.conflict)} responds for that as well as ${formatPosition(site)}: let one of the two respond. The one may abort alone, or the other check \`${sent}\`.`
  const rejected = rejectedAfter(evidence)
  if (rejected !== null)
    return `What is rejected after the response (${rejected}) is handled as a failure at ${placeOf(evidence.conflict)}, which responds too: put what comes next into the branch that has not responded, and reject for errors alone.`
  const [edit] = removeDuplicate(evidence).length > 0 ? [] : editsOf(evidence, hidden)
  if (edit !== undefined)
    return `Return after the first response (${edit.file}:${edit.start.line}): what failed comes after it. Let the error handler respond only where \`${sent}\` is false.`
  const middleware = errorMiddlewareOf(evidence)
  const what = hidden === null ? 'Find out what failed after the response. ' : ''
  if (middleware !== null)
    return `${what}Begin the error middleware with \`${middleware}\`: there is a response already, and the framework takes care of what is still open.`
  return hidden === null
    ? `${what}Let the error handler respond only where \`${sent}\` is false.`
    : `Let the error handler respond only where \`${sent}\` is false; otherwise let it log the error, and end or destroy what is still open.`
}

function editsOf(evidence: Evidence, hidden: Hidden | null): Edit[] {
  return firstOf(
    () => removeDuplicate(evidence),
    () => returnBeforeError(evidence, hidden),
    () => returnAfter(evidence),
  )
}

// `(err, req, res, next) => …`: the framework takes over where that has been said.
// https://expressjs.com/en/guide/error-handling.html#the-default-error-handler
function errorMiddlewareOf({ second, handler }: Evidence): string | null {
  if (!/^an error (middleware|handler)$/.test(handler?.kind ?? '')) return null
  const fn = second === null ? undefined : functionsAround(second).find(({ params }) => params.length === 4)
  const names = fn?.params.flatMap(param => (param.type === 'Identifier' ? [param.name] : [])) ?? []
  const [error, , response, next] = names
  return names.length === 4 ? `if (${response}.headersSent) return ${next}(${error})` : null
}

// The line after what led to the first response that rejects, to leave a chain of promises: `return Promise.reject()`.
function rejectedAfter({ conflict, handler }: Evidence): string | null {
  if (handler === null) return null
  for (const frame of callersOf(conflict.first)) {
    const position = syntaxPositionOf(frame)
    const statement = position === null ? null : statementAround(position)
    if (position === null || statement === null) continue
    const list = listOf(position.around[position.around.indexOf(statement) - 1]) ?? []
    const after = list.slice(list.indexOf(statement) + 1).find(({ type }) => type === 'ReturnStatement')
    const call = after?.type === 'ReturnStatement' ? after.argument : null
    if (isCall(call) && nameOfCall(call) === 'reject')
      return `${position.source.file}:${position.source.positionOf(call.start ?? 0).line}`
  }
  return null
}

function placeOf({ second: { site } }: LocatedConflict): string {
  return site === null ? 'the other end' : formatPosition(site)
}
