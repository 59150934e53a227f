import { OutgoingMessage, ServerResponse } from 'node:http'

/** A method that Node refuses, or whose data it drops, once it comes too late. */
export interface Operation {
  readonly name: string
  /** The argument that names a header. */
  readonly headerArgument?: number
  /** Whether Node first refuses a header name that is no text, for that, and then looks whether the head is sent. */
  readonly takesName?: true
}

/** One of an HTTP/1 message. */
export interface OwnedOperation extends Operation {
  /** The prototype on which Node defines it. */
  readonly owner: object
  /** Its second name, which must stay the same function. Gone in Node 26. */
  readonly alias?: string
}

/**
 * Refused with ERR_HTTP_HEADERS_SENT once the head is sent. What is missing here calls one of these (`_implicitHeader`,
 * the 1xx heads of Node 24 and later) or has no effect then (`flushHeaders`).
 * https://github.com/nodejs/node/blob/v24.0.0/lib/_http_outgoing.js
 */
export const headerOperations: readonly OwnedOperation[] = [
  { owner: OutgoingMessage.prototype, name: 'setHeader', headerArgument: 0 },
  { owner: OutgoingMessage.prototype, name: 'setHeaders' },
  { owner: OutgoingMessage.prototype, name: 'appendHeader', headerArgument: 0 },
  {
    owner: OutgoingMessage.prototype,
    name: 'removeHeader',
    headerArgument: 0,
    takesName: true,
  },
  { owner: OutgoingMessage.prototype, name: '_renderHeaders' },
  { owner: ServerResponse.prototype, name: 'writeHead', alias: 'writeHeader' },
  { owner: ServerResponse.prototype, name: 'writeInformation' },
]

/** Refused with ERR_STREAM_WRITE_AFTER_END, or lost without a word, once the message has ended. */
export const bodyOperations = {
  write: { owner: OutgoingMessage.prototype, name: 'write' },
  end: { owner: OutgoingMessage.prototype, name: 'end' },
} as const satisfies Record<string, OwnedOperation>

/**
 * Refused with ERR_HTTP2_HEADERS_SENT once the head is sent, on an HTTP/2 response of the compatibility API. Those for 1xx
 * heads say by what they return that they sent nothing.
 * https://github.com/nodejs/node/blob/v24.21.0/lib/internal/http2/compat.js
 */
export const compatOperations: readonly Operation[] = [
  { name: 'setHeader', headerArgument: 0, takesName: true },
  { name: 'appendHeader', headerArgument: 0, takesName: true },
  { name: 'removeHeader', headerArgument: 0, takesName: true },
  { name: 'writeHead' },
]

/**
 * What sends the head of an HTTP/2 stream, and is refused once one is sent. Node calls the first also by a symbol, for a
 * body that comes without a head.
 * https://github.com/nodejs/node/blob/v24.21.0/lib/internal/http2/core.js#L3272
 */
export const streamOperations = [
  { name: 'respond', symbol: 'proceed', headersArgument: 0 },
  { name: 'respondWithFD', headersArgument: 1 },
  { name: 'respondWithFile', headersArgument: 1 },
] as const

/** Refused once the head is sent, and sends none itself. */
export const additionalHeaders: Operation = { name: 'additionalHeaders' }
