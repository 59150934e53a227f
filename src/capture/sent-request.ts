import http, { type ClientRequest, type OutgoingMessage } from 'node:http'
import type { Method } from './patch'
import { routeKeyOf } from './policy/route-key'
import type { Tracer } from './policy/tracer'
import { beginRecord, recordOf } from './response-record'

// Taken at load: a mock puts a class of its own in its place, of which real requests are none.
const { ClientRequest: NodeRequest } = http

/** Whether a message is a request that the application makes. */
export function isOutgoing(message: OutgoingMessage): message is ClientRequest {
  return message instanceof NodeRequest
}

/**
 * Remembers how the head of an outgoing request was sent: by a first `write`, `end` or `flushHeaders`, or by the
 * constructor, where it was given its headers as an array.
 * https://github.com/nodejs/node/blob/v24.21.0/lib/_http_client.js#L340
 */
export function rememberRequest(tracer: Tracer, request: ClientRequest, constructorOpt: Method): void {
  const first = tracer.captureOutgoing(() => outgoingKeyOf(request), constructorOpt)
  const record = recordOf(request) ?? (first && beginRecord(request, first.time))
  if (record === undefined) return
  record.first = first
  record.hopCount = record.first?.hop?.trace?.count ?? 0
  record.end = undefined
  record.isReported = false
}

/** What outgoing requests of one kind have in common. No request that a server gets has such a key. */
export function outgoingKeyOf({ method, host, path }: ClientRequest): string {
  return `to ${host} ${routeKeyOf({ method, url: path })}`
}
