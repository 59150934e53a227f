import { types } from 'node:util'
import { reportInternalError } from '../../capture/internal-error'
import type { Method } from '../../capture/patch'
import { momentOf } from '../../capture/response-record'
import { extendStackTraceLimit } from '../../capture/stack'
import type { Operation } from '../operations'
import { type ConflictWatcher, type RawConflict, rawConflictOf } from '../raw-conflict'
import type { Target } from '../target'
import { removeInternalFrames, rethrow } from './node-error'

/** A guarded operation, and how to tell what became of it. */
// biome-ignore lint/suspicious/noExplicitAny: a message of HTTP/1, a response or a stream of HTTP/2
export interface Guarded<Message = any> {
  readonly operation: Operation
  readonly original: Method
  readonly watcher: ConflictWatcher
  targetOf(message: Message): Target | undefined
  /** Whether an error of that code says that the operation came too late. */
  isTooLate(code: unknown, message: Message): boolean
  /** The frames that this adds to the stack of Node's error: the guard's and those up to `runLate`. */
  readonly internalFrames: number
  /** Whether it was dropped without a word, where it has returned. */
  isDropped?(message: Message): boolean
}

/**
 * Runs an operation that comes after the head. What Node refuses is told and thrown on, by the same line of Node.
 *
 * @param constructorOpt the guard, which is to be called by the application.
 */
export function runLateOperation(
  message: object,
  guarded: Guarded,
  args: ArrayLike<unknown>,
  constructorOpt: (...args: never[]) => unknown,
): unknown {
  const { operation, original, watcher } = guarded
  if (operation.isRefusedAnyway?.(args)) return Reflect.apply(original, message, args)

  let returned: unknown
  let error: unknown
  let isThrown = false
  const restoreLimit = extendStackTraceLimit(guarded.internalFrames)
  try {
    returned = Reflect.apply(original, message, args)
  } catch (thrown) {
    error = thrown
    isThrown = true
  } finally {
    restoreLimit()
  }

  try {
    if (isThrown) removeInternalFrames(error, guarded.internalFrames)
    const code = isThrown ? codeOf(error) : null
    const isConflict = isThrown ? guarded.isTooLate(code, message) : guarded.isDropped?.(message)
    const target = isConflict ? guarded.targetOf(message) : undefined
    if (target !== undefined) {
      const conflict = conflictOf(target, operation, args, code, constructorOpt, watcher)
      watcher.onConflict(conflict)
      if (isThrown) watcher.onError(conflict, error)
    }
  } catch (failure) {
    reportInternalError(failure)
  }
  if (isThrown) rethrow(error, original)
  return returned
}

function conflictOf(
  target: Target,
  operation: Operation,
  args: ArrayLike<unknown>,
  code: string | null,
  constructorOpt: (...args: never[]) => unknown,
  watcher: ConflictWatcher,
): RawConflict {
  const header = operation.headerArgument === undefined ? undefined : args[operation.headerArgument]
  const second = {
    operation: operation.name,
    ...(typeof header === 'string' && { header: header.slice(0, 256) }),
    outcome: code === null ? ('lost' as const) : ('threw' as const),
    code,
    ...momentOf(constructorOpt),
  }
  return rawConflictOf(target, 'headers', second, () => watcher.findErrors(constructorOpt))
}

function codeOf(error: unknown): string | null {
  const code: unknown = types.isNativeError(error) ? (error as NodeJS.ErrnoException).code : null
  return typeof code === 'string' ? code : null
}
