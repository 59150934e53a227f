import { types } from 'node:util'
import { apply } from '../../capture/builtins'
import { rememberEnd } from '../../capture/first-send'
import { reportInternalError } from '../../capture/internal-error'
import { type Method, ownersOf, patchAll, patchMethod, type Undo } from '../../capture/patch'
import type { Tracer } from '../../capture/policy/tracer'
import { type CheckWatcher, noteBareEnd } from '../dropped/headers-sent-check'
import { type Http1Message, http1 } from '../http1-message'
import { bodyOperations } from '../operations'
import { runLateBody } from './body-run'
import { compileGuard } from './compiled-guard'
import { withLateError } from './late-error'
import { type ConflictWatcher, lateRunner } from './late-run'
import { framesOfError, isOfNode, linesOfMethod } from './node-frames'

const { isUint8Array } = types

/** Watches for body that comes after the end: Node emits an error for it, or drops it without a word. */
export function guardBody(watcher: ConflictWatcher & CheckWatcher, tracer: Tracer): Undo {
  const { write, end } = bodyOperations
  return patchAll([
    ...ownersOf(write.owner, write.name).map(owner => () => guardWrite(owner, watcher)),
    ...ownersOf(end.owner, end.name).map(owner => () => guardEnd(owner, watcher, tracer)),
  ])
}

function guardWrite(owner: object, watcher: ConflictWatcher): Undo {
  const operation = bodyOperations.write
  // Anything that is no body is refused for what it is, whenever it comes.
  const isNoBody = (chunk: unknown) => typeof chunk !== 'string' && !isUint8Array(chunk)
  return patchMethod(owner, operation.name, original =>
    compileGuard({
      ...bodyGuard(operation, original, watcher),
      isInTime: 'new.target === undefined && this != null && (this.finished !== true || ask(arguments[0]))',
      ask: isNoBody,
    }),
  )
}

function guardEnd(owner: object, watcher: ConflictWatcher & CheckWatcher, tracer: Tracer): Undo {
  const operation = bodyOperations.end
  // Is not asked for the nearly every end that sends the head, too.
  const isInTime = (message: Http1Message, chunk: unknown, guard: Method) => {
    try {
      if (message.finished !== true) rememberEnd(tracer, message, guard)
      else if (chunk && typeof chunk !== 'function') return false
      else noteBareEnd(message, guard, watcher, tracer)
    } catch (failure) {
      reportInternalError(failure)
    }
    return true
  }
  return patchMethod(owner, operation.name, original =>
    compileGuard({
      ...bodyGuard(operation, original, watcher),
      isInTime:
        'new.target === undefined && this != null && (this.finished !== true && !this._header || ask(this, arguments[0], guard))',
      ask: isInTime,
    }),
  )
}

function bodyGuard(
  operation: (typeof bodyOperations)['write' | 'end'],
  original: Method,
  watcher: ConflictWatcher,
) {
  const frames = framesOfLateBody(original)
  const own = frames?.at(-1)
  const work = frames?.length === 1 ? 'new ERR_STREAM_WRITE_AFTER_END(' : `${frames?.at(-2)?.functionName}(`
  return {
    name: operation.name,
    original,
    frames,
    lines:
      own === undefined ? [] : linesOfMethod(original, own, text => text.startsWith(work, own.column - 1)),
    isEmitted: true,
    late: lateRunner<Http1Message>({ operation, original, protocol: http1, watcher }, call =>
      runLateBody(call),
    ),
  }
}

// By what only looks like a message that has been ended.
function framesOfLateBody(original: Method) {
  if (!isOfNode(original, 'write_(this, chunk')) return undefined
  const end = () => apply(original, { finished: true }, ['chunk'])
  return framesOfError(() => withLateError(end, true).error)
}
