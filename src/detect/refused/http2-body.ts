import { apply } from '../../capture/builtins'
import { rememberStreamEnd } from '../../capture/http2-record'
import { reportInternalError } from '../../capture/internal-error'
import { type Method, patchAll, patchMethod, type Undo } from '../../capture/patch'
import type { Tracer } from '../../capture/policy/tracer'
import { type CompatResponse, http2Response } from '../http2-message'
import { runLateBody } from './body-run'
import { compileGuard } from './compiled-guard'
import { standInFor } from './http2-stand-in'
import { type ConflictWatcher, type LateCall, lateRunner } from './late-run'
import { framesOfError, isOfNode, linesOfMethod } from './node-frames'
import { reportLate } from './report-late'

/**
 * Watches for body that comes after the end of a response: `write` breaks off the stream for it, and `end` drops it without
 * a word.
 */
export function guardCompatBody(responses: object, watcher: ConflictWatcher, tracer: Tracer): Undo {
  return patchAll([() => guardWrite(responses, watcher), () => guardEnd(responses, watcher, tracer)])
}

function guardWrite(responses: object, watcher: ConflictWatcher): Undo {
  const name = 'write'
  return patchMethod(responses, name, original => {
    const frames = framesOfLateWrite(original)
    const own = frames?.length === 1 ? frames[0] : undefined
    const isLine = (text: string) => text.includes(statement)
    const guarded = { operation: { name }, original, protocol: http2Response, watcher }
    return compileGuard({
      name,
      original,
      isMethod: true,
      isInTime: '!ask(this)',
      ask: isEnded,
      isEmitted: true,
      frames: own && [own],
      lines: own === undefined ? [] : linesOfMethod(original, own, isLine),
      late: lateRunner<CompatResponse>(guarded, call => runLateBody(call, false)),
    })
  })
}

const statement = 'new ERR_STREAM_WRITE_AFTER_END('

function framesOfLateWrite(original: Method) {
  if (!isOfNode(original, statement)) return undefined
  let made: unknown
  const destroy = (error: unknown) => {
    made = error
  }
  return framesOfError(() => {
    apply(original, standInFor({ ending: true, destroy }), ['chunk'])
    return made
  })
}

function guardEnd(responses: object, watcher: ConflictWatcher, tracer: Tracer): Undo {
  const name = 'end'
  return patchMethod(responses, name, original => {
    const guarded = { operation: { name }, original, protocol: http2Response, watcher }
    const isLate = (response: CompatResponse, chunk: unknown, guard: Method) => {
      if (isEnded(response)) return chunk !== undefined && chunk !== null && typeof chunk !== 'function'
      rememberEnd(response, guard, tracer)
      return false
    }
    return compileGuard({
      name,
      original,
      isMethod: true,
      isInTime: '!ask(this, arguments[0], guard)',
      ask: isLate,
      frames: undefined,
      lines: [],
      late: lateRunner<CompatResponse>(guarded, runLateEnd),
    })
  })
}

function runLateEnd(call: LateCall<CompatResponse>) {
  reportLate(call, 'body', { outcome: 'lost', code: null })
  return call.run()
}

function rememberEnd(response: CompatResponse, guard: Method, tracer: Tracer): void {
  try {
    if (response.headersSent) rememberStreamEnd(tracer, response.stream, guard)
  } catch (failure) {
    reportInternalError(failure)
  }
}

// What somebody calls it on may be no response.
function isEnded(response: CompatResponse): boolean {
  try {
    return response.finished === true
  } catch {
    return false
  }
}
