import type { OutgoingMessage } from 'node:http'
import { failed } from '../capture/failure'
import { type Method, patchAll, patchMethod, type Undo } from '../capture/patch'
import { momentOf, type ResponseRecord, recordFor } from '../capture/response-record'
import { extendStackTraceLimit } from '../capture/stack'
import { guards } from './guards'
import { removeOurFrames, throwAgain } from './node-error'
import { headerOperations, type Operation } from './operations'
import { type ConflictWatcher, type RawConflict, rawConflictOf } from './raw-conflict'

/** Watches the operations that Node refuses once the head is sent. */
export function guardHeaders(watcher: ConflictWatcher): Undo {
  return patchAll(
    headerOperations.flatMap(operation => {
      const { owner, name, alias } = operation
      const patch = () => patchMethod(owner, name, method => guard(operation, method, watcher))
      if (alias === undefined || methodOf(owner, alias) !== methodOf(owner, name)) return [patch]
      return [patch, () => patchMethod(owner, alias, () => methodOf(owner, name) as Method)]
    }),
  )
}

function methodOf(owner: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(owner, name)?.value
}

function guard(operation: Operation, original: Method, watcher: ConflictWatcher): Method {
  const wrap = guards[operation.name] as (typeof guards)[string]
  return wrap(original, function late(message, args, newTarget, guarded) {
    if (newTarget !== undefined) return Reflect.construct(original, args, newTarget)
    return refused(message, operation, original, args, guarded, watcher)
  })
}

/** The frames that a guard, `late` and `refused` add to the stack of Node's error. */
const ourFrames = 3

function refused(
  message: OutgoingMessage,
  operation: Operation,
  original: Method,
  args: IArguments,
  below: Method,
  watcher: ConflictWatcher,
): unknown {
  if (operation.isRefusedAnyway?.(args)) return Reflect.apply(original, message, args)

  let error: unknown
  const restoreLimit = extendStackTraceLimit(ourFrames)
  try {
    return Reflect.apply(original, message, args)
  } catch (thrown) {
    error = thrown
  } finally {
    restoreLimit()
  }

  try {
    removeOurFrames(error)
    const record = recordFor(message)
    if (record !== undefined && codeOf(error) === 'ERR_HTTP_HEADERS_SENT') {
      const conflict = conflictOf(message, record, operation, args, below)
      watcher.onConflict(conflict)
      watcher.onError(conflict, error)
    }
  } catch (failure) {
    failed(failure)
  }
  throwAgain(error, original)
}

function conflictOf(
  response: OutgoingMessage,
  record: ResponseRecord,
  operation: Operation,
  args: ArrayLike<unknown>,
  below: Method,
): RawConflict {
  const header = operation.headerArgument === undefined ? undefined : args[operation.headerArgument]
  return rawConflictOf(response, record, 'headers', {
    operation: operation.name,
    ...(typeof header === 'string' && { header: header.slice(0, 256) }),
    outcome: 'threw',
    code: 'ERR_HTTP_HEADERS_SENT',
    ...momentOf(below),
  })
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}
