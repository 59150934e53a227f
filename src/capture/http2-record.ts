import type { ServerHttp2Stream } from 'node:http2'
import { currentHop, enterContext } from './async-context'
import { AsyncHop } from './async-hop'
import { applicationTime } from './clock'
import type { StreamStart } from './http2-streams'
import type { Method } from './patch'
import type { Tracer } from './policy/tracer'
import { beginRecord, hasRecord, type ResponseRecord, recordOf } from './response-record'
import { ReturnOverride } from './return-override'
import type { Trace } from './trace'

/** What a stream's request asks for, in the words of HTTP/1. */
export interface StreamRequest {
  readonly method: string
  readonly url: string
}

/** Writes onto a stream what its request asked for, where no reflection sees it. */
class Asked extends ReturnOverride {
  #request: StreamRequest

  constructor(stream: object, request: StreamRequest) {
    super(stream)
    this.#request = request
  }

  static of(stream: object): StreamRequest | undefined {
    return #request in stream ? stream.#request : undefined
  }
}

/** Begins the record of a stream's response, when its request's head has been parsed; of a push, when it is promised. */
export function beginStream(tracer: Tracer, { stream, id, headers }: StreamStart): void {
  if (Asked.of(stream) !== undefined) return
  const request = requestIn(headers, id)
  new Asked(stream, request)
  if (isPush(id)) {
    // It is promised in the course of another request, and is that one's work.
    beginRecord(stream, applicationTime()).trace = currentHop()?.trace
    return
  }
  const record = tracer.begin(request, stream)
  // This is the session's context. What the client sends later comes in the stream's own, which it may not have yet.
  if (record?.trace === undefined) return
  if (contextOf(stream) !== undefined) enterOwn(stream, record.trace)
  else process.nextTick(enterOwn, stream, record.trace)
}

function enterOwn(stream: ServerHttp2Stream, trace: Trace): void {
  const context = contextOf(stream)
  if (context !== undefined) enterContext(context, AsyncHop.begin(trace))
}

/** The record of a stream's response, begun now where its beginning was not seen. */
export function recordOfStream(stream: ServerHttp2Stream): ResponseRecord {
  return recordOf(stream) ?? beginRecord(stream, Number.NaN)
}

/** What a stream's request asked for. */
export function requestOfStream(stream: ServerHttp2Stream): StreamRequest {
  return Asked.of(stream) ?? requestIn(undefined, stream.id)
}

/** Remembers how a stream's response is sent, as `rememberFirstSend` does for HTTP/1. */
export function rememberStreamSend(
  tracer: Tracer,
  stream: ServerHttp2Stream,
  status: unknown,
  constructorOpt: Method,
): void {
  if (tracer.isSendSkipped() && !hasRecord(stream)) return
  const record = tracer.isSampling ? recordOf(stream) : recordOfStream(stream)
  const sent = { part: 'head', request: requestOfStream(stream), status } as const
  const first = tracer.captureSend(record, sent, constructorOpt)
  if (record === undefined) return
  record.first = first
  record.end = undefined
  record.isEndMissed = false
  record.isReported = false
}

/** Remembers who ends a response whose head had gone out before. */
export function rememberStreamEnd(tracer: Tracer, stream: ServerHttp2Stream, constructorOpt: Method): void {
  const record = recordOf(stream)
  if (record === undefined && tracer.areEndsSkipped) return
  const status: unknown = stream.sentHeaders?.[':status']
  const end = tracer.captureSend(
    record,
    { part: 'end', request: requestOfStream(stream), status },
    constructorOpt,
  )
  if (record === undefined) return
  record.end = end
  record.isEndMissed = end === undefined
}

function requestIn(headers: StreamStart['headers'], id: number | undefined): StreamRequest {
  const { ':method': method, ':path': path, ':authority': authority } = headers ?? {}
  // A CONNECT has no path, and an older Node publishes no headers.
  const url = path ?? authority
  return {
    method: typeof method === 'string' ? method : 'HTTP/2',
    url: typeof url === 'string' ? url : `stream ${id}`,
  }
}

// A server's own streams have even numbers: https://www.rfc-editor.org/rfc/rfc9113#section-5.1.1
function isPush(id: number): boolean {
  return id % 2 === 0
}

// https://github.com/nodejs/node/blob/v24.21.0/lib/internal/http2/core.js#L2178
function contextOf(stream: object): number | undefined {
  const symbol = Object.getOwnPropertySymbols(stream).find(symbol => symbol.description === 'async_id_symbol')
  const id = symbol === undefined ? undefined : (stream as Record<symbol, unknown>)[symbol]
  return typeof id === 'number' && id > 0 ? id : undefined
}
