import { OutgoingMessage, ServerResponse } from 'node:http'

/** A method of an HTTP/1 message that Node refuses, or whose data it drops, once it comes too late. */
export interface Operation {
  /** The prototype on which Node defines it. */
  readonly owner: object
  readonly name: string
  /** Its second name, which must stay the same function. Gone in Node 26. */
  readonly alias?: string
  /** The argument that names a header. */
  readonly headerArgument?: number
  /** Whether Node looks at these arguments before it looks whether the head is sent, and refuses them for themselves. */
  readonly isRefusedAnyway?: (args: ArrayLike<unknown>) => boolean
}

/**
 * Refused with ERR_HTTP_HEADERS_SENT once the head is sent. What is missing here calls one of these (`_implicitHeader`,
 * the 1xx heads of Node 24 and later) or has no effect then (`flushHeaders`).
 * https://github.com/nodejs/node/blob/v24.0.0/lib/_http_outgoing.js
 */
export const headerOperations: readonly Operation[] = [
  { owner: OutgoingMessage.prototype, name: 'setHeader', headerArgument: 0 },
  { owner: OutgoingMessage.prototype, name: 'setHeaders' },
  { owner: OutgoingMessage.prototype, name: 'appendHeader', headerArgument: 0 },
  {
    owner: OutgoingMessage.prototype,
    name: 'removeHeader',
    headerArgument: 0,
    isRefusedAnyway: args => typeof args[0] !== 'string',
  },
  { owner: OutgoingMessage.prototype, name: '_renderHeaders' },
  { owner: ServerResponse.prototype, name: 'writeHead', alias: 'writeHeader' },
  { owner: ServerResponse.prototype, name: 'writeInformation' },
]

/** Refused with ERR_STREAM_WRITE_AFTER_END, or lost without a word, once the message has ended. */
export const bodyOperations = {
  write: { owner: OutgoingMessage.prototype, name: 'write' },
  end: { owner: OutgoingMessage.prototype, name: 'end' },
} as const satisfies Record<string, Operation>
