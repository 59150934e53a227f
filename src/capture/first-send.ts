import { OutgoingMessage, ServerResponse } from 'node:http'
import { apply } from './builtins'
import { reportInternalError } from './internal-error'
import { type Method, ownersOf, patchAll, patchMethod, type Undo } from './patch'
import type { Tracer } from './policy/tracer'
import {
  hasRecord,
  type Moment,
  type ResponseRecord,
  recordFor,
  recordOf,
  requestOf,
} from './response-record'
import { isOutgoing, rememberRequest } from './sent-request'
import { captureStack } from './stack'

/**
 * Remembers how each response, and each request that the application makes, was first sent. Every head that Node makes final, explicit or implicit, goes through
 * `_storeHeader`: under an own `writeHead`, a subclass, a swapped prototype, and through the alias `writeHeader`.
 * https://github.com/nodejs/node/blob/v24.21.0/lib/_http_outgoing.js#L438
 */
export function captureFirstSends(tracer: Tracer): Undo {
  const name = '_storeHeader'
  return patchAll(
    ownersOf(OutgoingMessage.prototype, name).map(
      owner => () =>
        patchMethod(owner, name, original => {
          return function _storeHeader(this: OutgoingMessage, head: unknown) {
            try {
              const record = beginFirstSend(tracer, this, head, _storeHeader)
              if (record !== undefined)
                noteFirstSend(this, record, tracer.endSend(record, captureStack(_storeHeader)))
            } catch (error) {
              reportInternalError(error)
            }
            // biome-ignore lint/complexity/noArguments: forwarding `arguments` costs no array
            return apply(original, this, arguments)
          }
        }),
    ),
  )
}

/** The record of a response whose stack is to be captured for its first send; else all is done here. */
function beginFirstSend(
  tracer: Tracer,
  message: OutgoingMessage,
  head: unknown,
  constructorOpt: Method,
): ResponseRecord | undefined {
  if (isOutgoing(message)) {
    rememberRequest(tracer, message, constructorOpt)
    return undefined
  }
  if (tracer.isSendSkipped() && !hasRecord(message)) return undefined
  // While sends are sampled, nothing is left on a response that is not asked about.
  const record = tracer.isSampling ? recordOf(message) : recordFor(message)
  if (record === undefined && !(message instanceof ServerResponse)) return undefined
  if (record !== undefined && tracer.beginSend(record)) return record
  const sent = { part: 'head', request: requestOf(message), status: head } as const
  const first = tracer.captureSend(record, sent, constructorOpt)
  if (record !== undefined) noteFirstSend(message, record, first)
  return undefined
}

// Node may yet refuse this head (a bad header value), and an application may take it back (`res._header = null`). Then the
// response is not sent, and begins anew with the next head.
function noteFirstSend(message: OutgoingMessage, record: ResponseRecord, first: Moment | undefined): void {
  record.first = first
  if (isEnding(message)) noteEnding(message, first)
  record.end = undefined
  record.isEndMissed = false
  record.headersSentChecks = undefined
  record.isReported = false
}

// Only an end says how long the body is before the head is made.
// https://github.com/nodejs/node/blob/v24.21.0/lib/_http_outgoing.js#L1044
function isEnding(message: OutgoingMessage): boolean {
  return typeof (message as { _contentLength?: unknown })._contentLength === 'number'
}

// What Node hands on from here to the end's return, it hands on in one call of the application.
function noteEnding({ socket }: OutgoingMessage, moment: Moment | undefined): void {
  if (moment?.hop !== undefined && socket) moment.hop.work.ending = { stack: moment.stack, socket }
}

/** Remembers who ends a response whose head had gone out before: a body that comes later is late because of this end. */
export function rememberEnd(tracer: Tracer, response: OutgoingMessage, constructorOpt: Method): void {
  try {
    const record = recordOf(response)
    if (record === undefined && tracer.areEndsSkipped) return
    const { _header: status } = response as { _header?: unknown }
    const end = tracer.captureSend(
      record,
      { part: 'end', request: requestOf(response), status },
      constructorOpt,
    )
    if (record === undefined) return
    noteEnding(response, end)
    record.end = end
    record.isEndMissed = end === undefined
  } catch (error) {
    reportInternalError(error)
  }
}
