import { captureStackOnto, extendStackTraceLimit, setStackTraceLimit } from '../../capture/stack'
import type { LateRun } from './compiled-guard'
import { codeOf, type LateCall, refusalWith } from './late-run'
import { reportLate } from './report-late'
import { removeInternalFrames } from './stack-repair'

/** How to tell what became of a late header operation. */
export interface HeaderRules<Message extends object> {
  /** Whether an error of that code says that the operation came too late. */
  isTooLate(code: string, message: Message): boolean
  /** Whether it was dropped without a word, where it has returned. */
  isDropped?(message: Message): boolean
  /** Whether the guard has Node's own lines, and throws there. */
  readonly isPlaced: boolean
  /** Whether it is placed, and refuses before it does anything else: then its error needs no stack but that which the guard gives it. */
  readonly isRefusedFirst?: boolean
}

/** Frames that we add to the stack of Node's error: the guard's, and those up to the call. */
const internalFrames = 4

/** Runs a header operation that comes after the head. What Node refuses is reported, for the guard to throw. */
export function runLateHeader<Message extends object>(
  call: LateCall<Message>,
  rules: HeaderRules<Message>,
): LateRun {
  const { isPlaced, isRefusedFirst = false } = rules
  const limit = Error.stackTraceLimit
  const restoreLimit = isRefusedFirst ? setStackTraceLimit(0) : extendStackTraceLimit(internalFrames)
  let result: LateRun
  try {
    result = call.run()
    restoreLimit()
  } catch (failure) {
    // At the edge of the stack any call fails, that of `restoreLimit` as well.
    Error.stackTraceLimit = limit
    throw failure
  }
  const { message } = call
  const { watcher } = call.guarded
  if (result.refusal === undefined) {
    if (isTrue(() => rules.isDropped?.(message))) reportLate(call, 'headers', { outcome: 'lost', code: null })
    return result
  }
  const { error } = result.refusal
  const code = codeOf(error)
  const isConflict = code !== null && isTrue(() => rules.isTooLate(code, message))
  // A stack overflow, for instance.
  if (!isConflict && isRefusedFirst) captureStackOnto(error, call.guard)
  else if (!isConflict || !isPlaced) removeInternalFrames(error, isPlaced)
  if (!isConflict) return result
  call.result = { refusal: refusalWith(error, code), isThrown: true }
  const conflict = reportLate(call, 'headers', { outcome: 'threw', code })
  if (conflict !== undefined) watcher.onError(conflict, error)
  return call.result
}

// What the application has put in a message's place may throw for everything.
function isTrue(predicate: () => boolean | undefined): boolean {
  try {
    return predicate() === true
  } catch {
    return false
  }
}
