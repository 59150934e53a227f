import { EventEmitter } from 'node:events'
import { apply } from '../capture/builtins'
import { reportInternalError } from '../capture/internal-error'
import { type Method, patchMethod, type Undo } from '../capture/patch'
import type { Tracer } from '../capture/policy/tracer'
import { momentOf, recordOf } from '../capture/response-record'
import { compileGuard } from './refused/compiled-guard'
import { framesOfError, isOfNode } from './refused/node-frames'

/** Calls of one response that are taken for those of `pipe`. */
const maxCaptured = 4

/**
 * Remembers where a stream was piped to a response: what the stream sends comes later, from wherever its data does. Every `pipe`,
 * Node's and that of `readable-stream`, puts a listener for errors in front of those of the response, and hardly anybody else does.
 * https://github.com/nodejs/node/blob/v24.21.0/lib/internal/streams/readable.js#L1010
 */
export function watchPipes(tracer: Tracer): Undo {
  const name = 'prependListener'
  return patchMethod(EventEmitter.prototype, name, original =>
    compileGuard({
      name,
      original,
      frames: isOfNode(original, '_addListener(this,')
        ? framesOfError(() => apply(original, {}, []))
        : undefined,
      lines: [],
      isInTime: 'ask(this, arguments[0], guard)',
      ask: (emitter: unknown, type: unknown, guard: Method) => {
        if (type === 'error') rememberPipe(tracer, emitter, guard)
        return true
      },
      late: () => ({}),
    }),
  )
}

function rememberPipe(tracer: Tracer, emitter: unknown, constructorOpt: Method): void {
  try {
    const record = emitter instanceof EventEmitter ? recordOf(emitter) : undefined
    if (record === undefined || record.first !== undefined) return
    const { pipes = [] } = record
    if (pipes.length >= maxCaptured) return
    const moment = tracer.captureWithinBudget(record, () => momentOf(constructorOpt))
    if (moment === undefined) return
    moment.hop?.pin()
    record.pipes = [...pipes, moment]
  } catch (error) {
    reportInternalError(error)
  }
}
