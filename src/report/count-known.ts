import type { Tracer } from '../capture/policy/tracer'
import type { PendingFindings } from '../detect/pending-findings'
import { isExact, type LateAttempt } from '../detect/raw-conflict'
import { announce, areConflictsHeard } from './channels'
import type { Ledger } from './ledger'
import type { Reporting } from './reporting'
import { isRound } from './round-count'

/** What counts a conflict, and those that get it. */
interface Counting {
  readonly ledger: Pick<Ledger, 'bugOf' | 'count'>
  readonly pending: Pick<PendingFindings, 'add'>
  readonly reporting: Pick<Reporting, 'keep' | 'report'>
  readonly tracer: Pick<Tracer, 'armAtOnce' | 'charge'>
}

/** Milliseconds of CPU that it takes to recognise a conflict and to count it. */
const cost = 0.015

/**
 * Counts a conflict whose bug is known by the innermost calls of its second attempt, still inside the application's call; where
 * somebody hears of it or its count is printed, right after that. Returns whether it is such a conflict.
 */
export function countKnown(
  { ledger, pending, reporting, tracer }: Counting,
  late: LateAttempt,
  callers: number,
): boolean {
  const bug = ledger.bugOf(late, callers)
  if (bug === undefined) return false
  if (!isExact(late)) tracer.armAtOnce()
  tracer.charge(cost)
  // As it is now: others may come before it is reported.
  const counted = { ...ledger.count(bug, late) }
  if (areConflictsHeard() || isRound(counted.occurrences)) {
    pending.add({ kind: 'known', report: isEcho => reporting.report(counted, isEcho) })
    announce(late)
  } else reporting.keep(counted)
  return true
}
