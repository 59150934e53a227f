import type { LocatedConflict } from '../locate/locate'
import type { Options, Terminal } from '../options'
import type { Conflict } from './conflict'
import type { Output } from './output'
import { paintOf } from './pretty/paint'
import { prettyAgain, prettyOf } from './pretty/pretty'
import { escapeUnsafe } from './printable'

/**
 * Prints conflicts: the first of a bug whole, its repeats in a line and ever less often. One that has been seen more exactly
 * since is whole again.
 */
export interface Reporter {
  report(conflict: Conflict, located: LocatedConflict): void
  /** Prints, at the end, a count that was not printed yet. */
  reportLast(conflict: Conflict): void
}

/** Makes the reporter for a format. The terminal is asked for each report, as its window may change. */
export function reporterFor(
  format: Options['format'],
  terminalNow: () => Terminal,
  output: Output,
): Reporter {
  const styleNow = () => {
    const { columns, isColoured } = terminalNow()
    return { columns, paint: paintOf(isColoured) }
  }
  const again = (conflict: Conflict) =>
    output.write(format === 'json' ? jsonLineOf(conflict) : prettyAgain(conflict, styleNow()))
  const printed = new WeakSet<LocatedConflict>()
  // The last counts that were printed, by fingerprint: an exit listener may still make a conflict.
  const counts = new Map<string, number>()
  return {
    report: (conflict, located) => {
      if (printed.has(located)) {
        if (isRound(conflict.occurrence)) again(conflict)
        return
      }
      printed.add(located)
      if (format === 'json') output.write(jsonLineOf(conflict))
      else output.write(prettyOf(conflict, located, styleNow()))
    },
    reportLast: conflict => {
      const { fingerprint, occurrence } = conflict
      if (occurrence > 1 && !isRound(occurrence) && counts.get(fingerprint) !== occurrence) again(conflict)
      counts.set(fingerprint, occurrence)
    },
  }
}

/** 10, 100, 1000 and so on. */
function isRound(count: number): boolean {
  return count >= 10 && /^10+$/.test(String(count))
}

/** A conflict as one line of JSON. What JSON leaves as it is, is escaped too. */
function jsonLineOf(conflict: Conflict): string {
  return `${escapeUnsafe(JSON.stringify(conflict))}\n`
}
