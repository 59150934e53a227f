import { join } from 'node:path'
import type { LocatedConflict } from '../locate/locate'
import type { Options, Terminal } from '../options'
import { workingDirectory } from '../source/disk'
import type { Conflict } from './conflict'
import type { BugEntry } from './ledger'
import { lineOf } from './line'
import type { Output } from './output'
import { linksTo, paintOf } from './pretty/paint'
import { prettyAgain, prettyOf, type Style } from './pretty/pretty'
import { escapeUnsafe } from './printable'
import { isRound } from './round-count'

/**
 * Prints conflicts: the first of a bug whole, its repeats in a line and ever less often. One that has been seen more exactly
 * since is whole again.
 */
export interface Reporter {
  /** @param make makes the conflict, where it is printed. */
  report(make: () => Conflict, seen: Pick<BugEntry, 'located' | 'occurrences'>): void
  /** Prints, at the end, a count that was not printed yet. */
  reportLast(conflict: Conflict): void
}

/** How a format prints a bug, and how its repeats; empty where they are not printed. */
interface Format {
  whole(conflict: Conflict, located: LocatedConflict, styleNow: () => Style): string
  again(conflict: Conflict, styleNow: () => Style): string
}

const formats: Readonly<Record<Options['format'], Format>> = {
  pretty: {
    whole: (conflict, located, styleNow) => prettyOf(conflict, located, styleNow()),
    again: (conflict, styleNow) => prettyAgain(conflict, styleNow()),
  },
  json: { whole: jsonLineOf, again: jsonLineOf },
  line: { whole: conflict => `${lineOf(conflict)}\n`, again: () => '' },
}

// In a bundle of ECMAScript modules there is no such name, and no such page.
const causesPage = typeof __dirname === 'string' ? join(__dirname, '../../../docs/causes.md') : undefined

/** Makes the reporter for a format. The terminal is asked for each report, as its window may change. */
export function reporterFor(
  format: Options['format'],
  terminalNow: () => Terminal,
  output: Output,
): Reporter {
  const { whole, again } = formats[format]
  const styleNow = () => {
    const { columns, isColoured, takesLinks } = terminalNow()
    return {
      columns,
      paint: paintOf(isColoured, takesLinks && causesPage ? linksTo(workingDirectory(), causesPage) : null),
    }
  }
  const print = (text: string) => {
    if (text !== '') output.write(text)
  }
  const printed = new WeakSet<LocatedConflict>()
  // The last counts that were printed, by fingerprint: an exit listener may still make a conflict.
  const counts = new Map<string, number>()
  return {
    report: (make, { located, occurrences }) => {
      if (!printed.has(located)) print(whole(make(), located, styleNow))
      else if (isRound(occurrences)) print(again(make(), styleNow))
      printed.add(located)
    },
    reportLast: conflict => {
      const { fingerprint, occurrence } = conflict
      if (occurrence > 1 && !isRound(occurrence) && counts.get(fingerprint) !== occurrence)
        print(again(conflict, styleNow))
      counts.set(fingerprint, occurrence)
    },
  }
}

/** A conflict as one line of JSON. What JSON leaves as it is, is escaped too. */
function jsonLineOf(conflict: Conflict): string {
  return `${escapeUnsafe(JSON.stringify(conflict))}\n`
}
