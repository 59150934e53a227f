import { OutgoingMessage } from 'node:http'
import { now } from './clock'
import { failed } from './failure'
import { type Method, patchMethod, type Undo } from './patch'
import { recordFor, recordOf } from './response-record'
import { captureStack } from './stack'

/**
 * Remembers how each response was first sent. Every head that Node makes final, explicit or implicit, goes through
 * `_storeHeader`: under an own `writeHead`, a subclass, a swapped prototype, and through the alias `writeHeader`.
 * https://github.com/nodejs/node/blob/v24.21.0/lib/_http_outgoing.js#L438
 */
export function captureFirstSends(): Undo {
  return patchMethod(OutgoingMessage.prototype, '_storeHeader', original => {
    return function _storeHeader(this: OutgoingMessage) {
      rememberFirstSend(this, _storeHeader)
      // biome-ignore lint/complexity/noArguments: forwarding `arguments` costs no array
      return original.apply(this, arguments as unknown as unknown[])
    }
  })
}

// Node may yet refuse this head (a bad header value), and an application may take it back (`res._header = null`). Then the
// response is not sent, and begins anew with the next head.
function rememberFirstSend(message: OutgoingMessage, below: Method): void {
  try {
    const record = recordFor(message)
    if (record === undefined) return
    record.first = { stack: captureStack(below), time: now() }
    record.ended = undefined
    record.isReported = false
  } catch (error) {
    failed(error)
  }
}

/** Remembers who ends a response whose head had gone out before: a body that comes later is late because of this end. */
export function rememberEnd(response: OutgoingMessage, below: Method): void {
  try {
    const record = recordOf(response)
    if (record !== undefined) record.ended = { stack: captureStack(below), time: now() }
  } catch (error) {
    failed(error)
  }
}
