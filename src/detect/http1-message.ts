import type { ClientRequest, OutgoingMessage } from 'node:http'
import { routeKeyOf } from '../capture/policy/route-key'
import { beginRecord, recordFor, recordOf, requestOf } from '../capture/response-record'
import { isOutgoing, outgoingKeyOf } from '../capture/sent-request'
import type { Protocol, Target } from './protocol'
import { hostOf, requestLineOf } from './request'

/** A response or a request, as Node's HTTP/1 has them. */
export type Http1Message = OutgoingMessage & {
  /** The head, once it is final. */
  readonly _header?: unknown
}

/** The messages of HTTP/1: responses of servers, and requests that the application makes. */
export const http1: Protocol<Http1Message> = {
  isEnded: message => message.finished === true,
  isClosed: message => message.destroyed === true,
  targetOf: message => (isOutgoing(message) ? requestTarget(message) : responseTarget(message)),
}

function responseTarget(message: Http1Message): Target | undefined {
  const record = recordFor(message)
  if (record === undefined) return undefined
  const request = requestOf(message)
  return {
    record,
    name: 'res',
    request: requestLineOf(request),
    routeKey: routeKeyOf(request),
    status: statusOf(message),
    isEnded: http1.isEnded(message),
  }
}

function requestTarget(message: ClientRequest): Target {
  return {
    record: recordOf(message) ?? beginRecord(message, Number.NaN),
    name: 'request',
    request: { ...requestLineOf({ method: message.method, url: message.path }), host: hostOf(message) },
    routeKey: outgoingKeyOf(message),
    status: null,
    isEnded: http1.isEnded(message),
  }
}

// `statusCode` may have been changed since; the head itself says what was sent.
function statusOf({ _header: head }: Http1Message): number | null {
  const status = typeof head === 'string' ? /^HTTP\/\d\.\d (\d{3}) /.exec(head)?.[1] : undefined
  return status === undefined ? null : Number(status)
}
