import type { OutgoingMessage } from 'node:http'
import { failed } from '../capture/failure'
import { rememberEnd } from '../capture/first-send'
import { type Method, patchMethod, type Undo } from '../capture/patch'
import { momentOf, recordOf } from '../capture/response-record'
import { extendStackTraceLimit } from '../capture/stack'
import type { Tracer } from '../capture/tracer'
import { removeOurFrames } from './node-error'
import { bodyOperations } from './operations'
import { type ConflictWatcher, type RawConflict, rawConflictOf } from './raw-conflict'
import { targetOf } from './target'

/** Watches for body that comes after the end: Node emits an error for it, or drops it without a word. */
export function guardBody(watcher: ConflictWatcher, tracer: Tracer): Undo {
  const { write, end } = bodyOperations
  const undoWrite = patchMethod(write.owner, write.name, original => {
    return function guarded(this: OutgoingMessage, chunk: unknown) {
      // biome-ignore-start lint/complexity/noArguments: forwarding `arguments` costs no array
      if (new.target !== undefined) return Reflect.construct(original, arguments, new.target)
      if (isLate(this) && isBody(chunk)) return late(this, 'write', original, arguments, guarded, watcher)
      return original.apply(this, arguments as unknown as unknown[])
      // biome-ignore-end lint/complexity/noArguments: see above
    }
  })
  const undoEnd = patchMethod(end.owner, end.name, original => {
    return function guarded(this: OutgoingMessage, chunk: unknown) {
      // biome-ignore-start lint/complexity/noArguments: forwarding `arguments` costs no array
      if (new.target !== undefined) return Reflect.construct(original, arguments, new.target)
      if (isLate(this)) {
        if (chunk && typeof chunk !== 'function')
          return late(this, 'end', original, arguments, guarded, watcher)
        recordOf(this)?.looks?.onBareEnd(guarded)
      } else if ((this as { _header?: unknown })._header) rememberEnd(tracer, this, guarded)
      return original.apply(this, arguments as unknown as unknown[])
      // biome-ignore-end lint/complexity/noArguments: see above
    }
  })
  return () => {
    undoEnd()
    undoWrite()
  }
}

function isLate(message: OutgoingMessage): boolean {
  return (message as { finished?: unknown }).finished === true
}

// Anything else is refused for what it is, whenever it comes.
function isBody(chunk: unknown): boolean {
  return typeof chunk === 'string' || chunk instanceof Uint8Array
}

/** The frames that `guarded` and `late` add to the stack of Node's error. */
const ourFrames = 2

function late(
  message: OutgoingMessage,
  operation: string,
  original: Method,
  args: ArrayLike<unknown>,
  below: Method,
  watcher: ConflictWatcher,
): unknown {
  let conflict: RawConflict | undefined
  try {
    const target = targetOf(message)
    if (target !== undefined) {
      conflict = rawConflictOf(target, 'body', {
        operation,
        ...(message.destroyed ? lost : emitted),
        ...momentOf(below),
      })
      watcher.onConflict(conflict)
    }
  } catch (failure) {
    failed(failure)
  }

  // Node hands its error to the callback first and emits it then, both in a later tick, by which the response may have
  // closed: https://github.com/nodejs/node/blob/v24.21.0/lib/_http_outgoing.js#L923
  const [chunk, encoding, callback] = Array.from(args)
  const told = typeof encoding === 'function' ? encoding : callback
  const tell = function (this: unknown, ...given: unknown[]) {
    try {
      removeOurFrames(given[0])
      if (conflict !== undefined && message.destroyed) Object.assign(conflict.second, lost)
      if (conflict !== undefined && given[0] instanceof Error) watcher.onError(conflict, given[0])
    } catch (failure) {
      failed(failure)
    }
    return typeof told === 'function' ? Reflect.apply(told, this, given) : undefined
  }

  const restoreLimit = extendStackTraceLimit(ourFrames)
  try {
    const rest = typeof encoding === 'function' ? [tell] : [encoding, tell]
    return Reflect.apply(original, message, [chunk, ...rest])
  } finally {
    restoreLimit()
  }
}

const emitted = { outcome: 'emitted', code: 'ERR_STREAM_WRITE_AFTER_END' } as const

/** A response that has closed emits no errors. */
const lost = { outcome: 'lost', code: null } as const
