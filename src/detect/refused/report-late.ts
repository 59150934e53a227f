import { applicationTime, now } from '../../capture/clock'
import { momentOf } from '../../capture/response-record'
import { callerKeyOf } from '../caller-key'
import { type Attempt, type LateAttempt, lateAttemptOf, rawConflictOf } from '../raw-conflict'
import type { LateCall } from './late-run'

/** Calls that tell one late call from another: those of the framework, and the handler that made them. */
const maxCallerCalls = 12

const maxNameLength = 256

/**
 * Reports a late call, unless it only follows from one that was reported. One that comes again is counted by its innermost calls;
 * of any other the whole stack is captured.
 */
export function reportLate<Message extends object>(
  { message, args, guard, guarded: { operation, protocol, watcher } }: LateCall<Message>,
  kind: 'headers' | 'body',
  { outcome, code }: Pick<Attempt, 'outcome' | 'code'>,
): LateAttempt | undefined {
  const target = protocol.targetOf(message)
  if (target === undefined) return undefined
  const header = operation.headerArgument === undefined ? undefined : args[operation.headerArgument]
  const time = now()
  const second: Attempt = {
    operation: operation.name,
    ...(typeof header === 'string' && { header: header.slice(0, maxNameLength) }),
    outcome,
    code,
    time: applicationTime(time),
  }
  const attempted = { kind, target, second, date: Date.now() }
  const late = lateAttemptOf(attempted)
  const { record } = target
  if (record.isReported) return late
  const callers = callerKeyOf(guard, maxCallerCalls)
  if (callers !== undefined && watcher.isCounted(late, callers)) {
    record.isReported = true
    return late
  }
  const whole = { ...attempted, second: { ...second, ...momentOf(guard, time, record.trace) }, callers }
  const held = callers === undefined ? null : watcher.findHeld(callers)
  const conflict = rawConflictOf(whole, held)
  record.isReported = true
  watcher.onConflict(conflict)
  return conflict
}
