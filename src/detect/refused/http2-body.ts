import { rememberStreamEnd } from '../../capture/http2-record'
import { reportInternalError } from '../../capture/internal-error'
import { type Method, patchAll, patchMethod, type Undo } from '../../capture/patch'
import type { Tracer } from '../../capture/policy/tracer'
import { momentOf } from '../../capture/response-record'
import { extendStackTraceLimit } from '../../capture/stack'
import { type ConflictWatcher, type RawConflict, rawConflictOf } from '../raw-conflict'
import { type CompatResponse, streamTarget } from '../target'
import { hideInternalCalls, removeInternalFrames } from './node-error'

/**
 * Watches for body that comes after the end of a response: `write` breaks off the stream for it, and `end` drops it without
 * a word.
 */
export function guardCompatBody(responses: object, watcher: ConflictWatcher, tracer: Tracer): Undo {
  const write = () =>
    patchMethod(responses, 'write', original => {
      const { guarded } = {
        guarded(this: CompatResponse, ...args: unknown[]): unknown {
          if (!isEnded(this)) return Reflect.apply(original, this, args)
          return lateWrite(this, original, args, guarded, watcher)
        },
      }
      return guarded
    })
  const end = () =>
    patchMethod(responses, 'end', original => {
      const { guarded } = {
        guarded(this: CompatResponse, ...args: unknown[]): unknown {
          try {
            const [chunk] = args
            if (isEnded(this)) {
              const isBody = chunk !== undefined && chunk !== null && typeof chunk !== 'function'
              if (isBody) reportLate(this, 'end', lost, guarded, watcher)
            } else if (this.headersSent) rememberStreamEnd(tracer, this.stream, guarded)
          } catch (failure) {
            reportInternalError(failure)
          }
          return Reflect.apply(original, this, args)
        },
      }
      return guarded
    })
  return patchAll([write, end])
}

// What somebody calls it on may be no response.
function isEnded(response: CompatResponse): boolean {
  try {
    return response.finished === true
  } catch {
    return false
  }
}

/** The frames that `guarded` and `lateWrite` add to the stack of Node's error. */
const internalFrames = 2

function lateWrite(
  response: CompatResponse,
  original: Method,
  args: readonly unknown[],
  constructorOpt: Method,
  watcher: ConflictWatcher,
): unknown {
  let conflict: RawConflict | undefined
  try {
    conflict = reportLate(
      response,
      'write',
      response.stream.destroyed ? lost : emitted,
      constructorOpt,
      watcher,
    )
  } catch (failure) {
    reportInternalError(failure)
  }

  // The callback gets the error first, in a later tick, and then the stream emits it:
  // https://github.com/nodejs/node/blob/v24.21.0/lib/internal/http2/compat.js#L765
  const [chunk, encoding, callback] = args
  const told = typeof encoding === 'function' ? encoding : callback
  const tell = function (this: unknown, ...given: unknown[]) {
    try {
      removeInternalFrames(given[0], internalFrames)
      if (conflict !== undefined && given[0] instanceof Error) watcher.onError(conflict, given[0])
    } catch (failure) {
      reportInternalError(failure)
    }
    return typeof told === 'function' ? Reflect.apply(told, this, given) : undefined
  }

  const restoreLimit = extendStackTraceLimit(internalFrames)
  // Node reads the stack at once: https://github.com/nodejs/node/blob/v24.21.0/lib/internal/streams/destroy.js#L36
  const restoreFormat = hideInternalCalls(internalFrames)
  try {
    const rest = typeof encoding === 'function' ? [tell] : [encoding, tell]
    return Reflect.apply(original, response, [chunk, ...rest])
  } finally {
    restoreFormat?.()
    restoreLimit()
  }
}

function reportLate(
  response: CompatResponse,
  operation: string,
  became: typeof emitted | typeof lost,
  constructorOpt: Method,
  watcher: ConflictWatcher,
): RawConflict {
  const target = streamTarget(response.stream, response)
  const second = { operation, ...became, ...momentOf(constructorOpt) }
  const conflict = rawConflictOf(target, 'body', second, () => watcher.findErrors(constructorOpt))
  watcher.onConflict(conflict)
  return conflict
}

const emitted = { outcome: 'emitted', code: 'ERR_STREAM_WRITE_AFTER_END' } as const

const lost = { outcome: 'lost', code: null } as const
