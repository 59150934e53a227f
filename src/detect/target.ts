import type { ClientRequest, OutgoingMessage } from 'node:http'
import type { ServerHttp2Stream } from 'node:http2'
import { recordOfStream, requestOfStream } from '../capture/http2-record'
import { isOutgoing, outgoingKeyOf } from '../capture/outgoing-request'
import { routeKeyOf } from '../capture/policy/route-key'
import { beginRecord, type ResponseRecord, recordFor, recordOf, requestOf } from '../capture/response-record'
import { hostOf, type RequestLine, requestLineOf } from './request'

/** What an attempt came too late for, as it is at that moment. */
export interface Target {
  readonly record: ResponseRecord
  /** A response, the stream of an HTTP/2 response that has no response object, or a request that the application makes. */
  readonly name: 'res' | 'stream' | 'request'
  readonly request: RequestLine
  readonly routeKey: string
  /** The status that was sent. */
  readonly status: number | null
  /** Whether it has been ended. */
  readonly isEnded: boolean
}

/** The response or the request that an HTTP/1 message is; `undefined` for one that is neither. */
export function targetOf(message: OutgoingMessage): Target | undefined {
  if (isOutgoing(message)) return requestTarget(message)
  const record = recordFor(message)
  if (record === undefined) return undefined
  const req = requestOf(message)
  return {
    record,
    name: 'res',
    request: requestLineOf(req),
    routeKey: routeKeyOf(req),
    status: statusOf(message),
    isEnded: (message as { finished?: unknown }).finished === true,
  }
}

function requestTarget(message: ClientRequest): Target {
  return {
    record: recordOf(message) ?? beginRecord(message, Number.NaN),
    name: 'request',
    request: { ...requestLineOf({ method: message.method, url: message.path }), host: hostOf(message) },
    routeKey: outgoingKeyOf(message),
    status: null,
    isEnded: message.finished === true,
  }
}

// `statusCode` may have been changed since; the head itself says what was sent.
function statusOf(response: OutgoingMessage): number | null {
  const head: unknown = (response as { _header?: unknown })._header
  const status = typeof head === 'string' ? /^HTTP\/\d\.\d (\d{3}) /.exec(head)?.[1] : undefined
  return status === undefined ? null : Number(status)
}

/** An HTTP/2 response as Node's compatibility API has it. */
export interface CompatResponse {
  readonly req?: unknown
  readonly stream: ServerHttp2Stream
  readonly finished: boolean
  readonly headersSent: boolean
}

/** An HTTP/2 response, by its object where it has one. */
export function streamTarget(stream: ServerHttp2Stream, response?: CompatResponse): Target {
  // A push answers a request that the client never made: its object has none.
  const request = response?.req ?? requestOfStream(stream)
  return {
    record: recordOfStream(stream),
    name: response === undefined ? 'stream' : 'res',
    request: requestLineOf(request),
    routeKey: routeKeyOf(request),
    status: sentStatusOf(stream),
    isEnded: response?.finished ?? stream.writableEnded,
  }
}

function sentStatusOf(stream: ServerHttp2Stream): number | null {
  const status: unknown = stream.sentHeaders?.[':status']
  return status === undefined ? null : Number(status)
}
