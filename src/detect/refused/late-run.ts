import { types } from 'node:util'
import { apply, construct } from '../../capture/builtins'
import { reportInternalError } from '../../capture/internal-error'
import type { Method } from '../../capture/patch'
import { captureStackOnto } from '../../capture/stack'
import type { HeldValues } from '../given-value'
import type { Operation } from '../operations'
import type { Protocol } from '../protocol'
import type { LateAttempt, RawConflict } from '../raw-conflict'
import type { LateRun, Refusal, RunLate } from './compiled-guard'
import { framesOfError } from './node-frames'

/** Who hears of conflicts, while the application is still inside the operation. */
export interface ConflictWatcher {
  /** Counts an attempt that has come before, by the key of its innermost calls, and says whether it did. */
  isCounted(late: LateAttempt, callers: number): boolean
  /** Looks into the running calls for what they hold; `callers` is their key. */
  findHeld(callers: number): HeldValues | null
  onConflict(conflict: RawConflict): void
  /** Gets the error of the refused operation before the application does. */
  onError(late: LateAttempt, error: unknown): void
}

/** A guarded operation of the messages of one version of HTTP. */
export interface Guarded<Message extends object> {
  readonly operation: Operation
  readonly original: Method
  readonly protocol: Protocol<Message>
  readonly watcher: ConflictWatcher
}

/** One late call of a guarded operation. */
export class LateCall<Message extends object> {
  readonly guarded: Guarded<Message>
  readonly message: Message
  readonly args: ArrayLike<unknown>
  /** It is called by the application. */
  readonly guard: Method
  /** What came of the operation, once it has run; until then the guard is to run it. */
  result: LateRun = notRun

  constructor(guarded: Guarded<Message>, message: Message, args: ArrayLike<unknown>, guard: Method) {
    this.guarded = guarded
    this.message = message
    this.args = args
    this.guard = guard
  }

  /** Runs the operation. What it throws is in the result. */
  run(): LateRun {
    try {
      this.result = { value: apply(this.guarded.original, this.message, this.args) }
    } catch (error) {
      this.result = { refusal: refusalWith(error, null), isThrown: true }
    }
    return this.result
  }
}

const notRun: LateRun = { unboundLine: Number.NaN }

/**
 * Runs late calls as the application asks for them, whatever it calls them on, and those on messages by `runOnMessage`. Where
 * that fails, which is our failure, the application gets what Node's method came to.
 */
export function lateRunner<Message extends object>(
  guarded: Guarded<Message>,
  runOnMessage: (call: LateCall<Message>) => LateRun,
): RunLate {
  const { original } = guarded
  return (message: unknown, args, newTarget, guard) => {
    if (newTarget !== undefined) return { value: construct(original, args, newTarget) }
    const call = new LateCall(guarded, message as Message, args, guard)
    try {
      return message === undefined || message === null
        ? runUnbound(original, message, args)
        : runOnMessage(call)
    } catch (failure) {
      reportInternalError(failure)
      return call.result
    }
  }
}

// The error is made once more by the guard, at that line: what is caught here would have our calls in its stack.
function runUnbound(original: Method, message: unknown, args: ArrayLike<unknown>): LateRun {
  let value: unknown
  let hasReturned = false
  const frames = framesOfError(() => {
    value = apply(original, message, args)
    hasReturned = true
  })
  if (hasReturned) return { value }
  return { unboundLine: frames?.length === 1 ? (frames[0]?.line ?? Number.NaN) : Number.NaN }
}

/** Node's error, to be thrown or completed by the guard. */
export function refusalWith(error: unknown, code: string | null): Refusal {
  function Class() {
    try {
      captureStackOnto(error, Class)
    } catch (failure) {
      reportInternalError(failure)
    }
    return error
  }
  return { error, code, Class }
}

/** The code of an error of Node's. */
export function codeOf(error: unknown): string | null {
  const code: unknown = types.isNativeError(error) ? (error as NodeJS.ErrnoException).code : null
  return typeof code === 'string' ? code : null
}
