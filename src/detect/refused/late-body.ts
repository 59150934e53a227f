import type { OutgoingMessage } from 'node:http'
import { rememberEnd } from '../../capture/first-send'
import { reportInternalError } from '../../capture/internal-error'
import { type Method, ownersOf, patchAll, patchMethod, type Undo } from '../../capture/patch'
import type { Tracer } from '../../capture/policy/tracer'
import { momentOf, recordOf } from '../../capture/response-record'
import { extendStackTraceLimit } from '../../capture/stack'
import { bodyOperations } from '../operations'
import { type ConflictWatcher, type RawConflict, rawConflictOf, type SecondAttempt } from '../raw-conflict'
import { targetOf } from '../target'
import { withLateError } from './late-error'

// Taken at load, so that a test's fake timers do not reach it.
const { nextTick } = process

/** Watches for body that comes after the end: Node emits an error for it, or drops it without a word. */
export function guardBody(watcher: ConflictWatcher, tracer: Tracer): Undo {
  const { write, end } = bodyOperations
  return patchAll([
    ...ownersOf(write.owner, write.name).map(owner => () => guardWrite(owner, watcher)),
    ...ownersOf(end.owner, end.name).map(owner => () => guardEnd(owner, watcher, tracer)),
  ])
}

// biome-ignore-start lint/complexity/noArguments: forwarding `arguments` costs no array
function guardWrite(owner: object, watcher: ConflictWatcher): Undo {
  return patchMethod(owner, bodyOperations.write.name, original => {
    return function guarded(this: OutgoingMessage, chunk: unknown) {
      if (new.target !== undefined) return Reflect.construct(original, arguments, new.target)
      if (isLate(this) && isBody(chunk)) return late(this, 'write', original, arguments, guarded, watcher)
      return original.apply(this, arguments as unknown as unknown[])
    }
  })
}

function guardEnd(owner: object, watcher: ConflictWatcher, tracer: Tracer): Undo {
  return patchMethod(owner, bodyOperations.end.name, original => {
    return function guarded(this: OutgoingMessage, chunk: unknown) {
      if (new.target !== undefined) return Reflect.construct(original, arguments, new.target)
      if (isLate(this)) {
        if (chunk && typeof chunk !== 'function')
          return late(this, 'end', original, arguments, guarded, watcher)
        recordOf(this)?.headersSentChecks?.onBareEnd(guarded)
      } else if ((this as { _header?: unknown })._header) rememberEnd(tracer, this, guarded)
      return original.apply(this, arguments as unknown as unknown[])
    }
  })
}
// biome-ignore-end lint/complexity/noArguments: see above

function isLate(message: OutgoingMessage): boolean {
  return (message as { finished?: unknown }).finished === true
}

// Anything else is refused for what it is, whenever it comes.
function isBody(chunk: unknown): boolean {
  return typeof chunk === 'string' || chunk instanceof Uint8Array
}

/** The frames that `guarded`, `late` and what it calls add to the stack of Node's error. */
const internalFrames = 4

function late(
  message: OutgoingMessage,
  operation: string,
  original: Method,
  args: ArrayLike<unknown>,
  constructorOpt: Method,
  watcher: ConflictWatcher,
): unknown {
  let conflict: RawConflict | undefined
  try {
    const target = targetOf(message)
    if (target !== undefined) {
      const outcome = message.destroyed ? lost : emitted
      const second = { operation, ...outcome, ...momentOf(constructorOpt) }
      conflict = rawConflictOf(target, 'body', second, () => watcher.findErrors(constructorOpt))
      watcher.onConflict(conflict)
    }
  } catch (failure) {
    reportInternalError(failure)
  }

  const restoreLimit = extendStackTraceLimit(internalFrames)
  try {
    return withLateError(
      () => Reflect.apply(original, message, args),
      internalFrames,
      error => {
        if (conflict === undefined) return
        watcher.onError(conflict, error)
        // By the time that Node emits the error the response may have closed, and then it does not.
        nextTick(noteIfLost, message, conflict.second)
      },
    )
  } finally {
    restoreLimit()
  }
}

function noteIfLost(message: OutgoingMessage, second: SecondAttempt): void {
  if (message.destroyed) Object.assign(second, lost)
}

const emitted = { outcome: 'emitted', code: 'ERR_STREAM_WRITE_AFTER_END' } as const

/** A response that has closed emits no errors. */
const lost = { outcome: 'lost', code: null } as const
