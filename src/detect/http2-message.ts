import type { ServerHttp2Stream } from 'node:http2'
import { recordOfStream, requestOfStream } from '../capture/http2-record'
import { routeKeyOf } from '../capture/policy/route-key'
import type { Protocol, Target } from './protocol'
import { requestLineOf } from './request'

/** A response as Node's compatibility API has it. */
export interface CompatResponse {
  readonly req?: unknown
  readonly stream: ServerHttp2Stream
  readonly finished: boolean
  readonly headersSent: boolean
}

/** The responses of HTTP/2 servers, by their objects of the compatibility API. */
export const http2Response: Protocol<CompatResponse> = {
  isEnded: response => response.finished,
  isClosed: response => response.stream.destroyed,
  targetOf: response => targetOf(response.stream, response),
}

/** The same by their streams, where the application responds on those by hand. */
export const http2Stream: Protocol<ServerHttp2Stream> = {
  isEnded: stream => stream.writableEnded,
  isClosed: stream => stream.destroyed,
  targetOf: stream => targetOf(stream),
}

function targetOf(stream: ServerHttp2Stream, response?: CompatResponse): Target {
  // A push responds to a request that the client never made: its object has none.
  const request = response?.req ?? requestOfStream(stream)
  return {
    record: recordOfStream(stream),
    name: response === undefined ? 'stream' : 'res',
    request: requestLineOf(request),
    routeKey: routeKeyOf(request),
    status: statusOf(stream),
    isEnded: response?.finished ?? stream.writableEnded,
  }
}

function statusOf(stream: ServerHttp2Stream): number | null {
  const status: unknown = stream.sentHeaders?.[':status']
  return status === undefined ? null : Number(status)
}
