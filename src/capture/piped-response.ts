import { OutgoingMessage, ServerResponse } from 'node:http'
import { apply } from './builtins'
import { reportInternalError } from './internal-error'
import { type Method, shadowGetter, type Undo } from './patch'
import type { Tracer } from './policy/tracer'
import { momentOf, recordOf } from './response-record'

/** Calls of one response that are taken for the one that pipes to it: what reads this in a loop is no pipe. */
const maxCaptured = 4

/**
 * Remembers where a stream was piped to a response: what the stream sends comes later, from wherever its data does. Node's `pipe`
 * asks the response whether it can take more, before anything flows.
 * https://github.com/nodejs/node/blob/v24.21.0/lib/internal/streams/readable.js#L1037
 */
export function capturePipes(tracer: Tracer): Undo {
  return shadowGetter(ServerResponse.prototype, 'writableNeedDrain', OutgoingMessage.prototype, original => {
    return function get(this: OutgoingMessage) {
      rememberPipe(tracer, this, get)
      return apply(original, this, [])
    }
  })
}

function rememberPipe(tracer: Tracer, response: object, constructorOpt: Method): void {
  try {
    const record = recordOf(response)
    if (record === undefined || record.first !== undefined || record.pipeCount++ >= maxCaptured) return
    record.piped = tracer.captureWithinBudget(record, () => momentOf(constructorOpt)) ?? record.piped
    record.piped?.hop?.pin()
  } catch (error) {
    reportInternalError(error)
  }
}
