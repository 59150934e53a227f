import type { Attempt } from '../raw-conflict'
import type { LateRun } from './compiled-guard'
import { withLateError } from './late-error'
import { codeOf, type LateCall, refusalWith } from './late-run'
import { reportLate } from './report-late'

// Taken at load, so that a test's fake timers do not reach it.
const { nextTick } = process

const emitted = { outcome: 'emitted', code: 'ERR_STREAM_WRITE_AFTER_END' } as const

/** A message that has closed emits no errors. */
const lost = { outcome: 'lost', code: null } as const

/**
 * Runs an operation with body that comes after the end. The error that Node emits for it later is the guard's to complete.
 *
 * @param isLostByClosing whether Node emits nothing where the message closes before its time to emit.
 */
export function runLateBody<Message extends object>(
  call: LateCall<Message>,
  isLostByClosing = true,
): LateRun {
  const { watcher } = call.guarded
  const conflict = reportLate(call, 'body', isClosed(call) ? lost : emitted)
  const { value: result, error } = withLateError(() => call.run())
  if (error === undefined) return result
  call.result = { ...result, refusal: refusalWith(error, codeOf(error)) }
  if (conflict === undefined) return call.result
  watcher.onError(conflict, error)
  if (isLostByClosing) nextTick(noteIfLost, call, conflict.second)
  return call.result
}

function noteIfLost<Message extends object>(call: LateCall<Message>, second: Attempt): void {
  if (isClosed(call)) Object.assign(second, lost)
}

// What the application has put in a message's place may throw for everything.
function isClosed<Message extends object>({ guarded, message }: LateCall<Message>): boolean {
  try {
    return guarded.protocol.isClosed(message)
  } catch {
    return false
  }
}
