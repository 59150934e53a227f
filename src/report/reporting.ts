import type { Options, Terminal } from '../options'
import type { SharedVerdict } from '../shared-verdict'
import { annotatorFor } from './annotation'
import { knownIn } from './baseline'
import { keep, publish } from './channels'
import { type Conflict, conflictOf } from './conflict'
import { verdictOnProcess } from './exit-code'
import type { BugEntry } from './ledger'
import { outputFor, warn } from './output'
import { warnOnce } from './own-warning'
import { reporterFor } from './reporter'

/** Where conflicts go: the output, listeners, annotations and the exit code. */
export interface Reporting {
  /**
   * Reports the latest occurrence of a bug.
   *
   * @param isEcho whether a listener has made it that was called with another conflict.
   */
  report(entry: BugEntry, isEcho: boolean): void
  /** Keeps the latest occurrence of a bug for those that ask for it later: that is neither printed nor heard of. */
  keep(entry: BugEntry): void
  /** Says the last word on each bug, and how many conflicts were dropped. */
  conclude(bugs: readonly BugEntry[], dropped: number): void
  close(): void
}

/**
 * @param workspace where the repository is, if a runner of GitHub reads what is printed.
 * @param share the verdict that a strict run has in common with the processes that it starts.
 */
export function reportingFor(
  options: Options,
  terminalNow: () => Terminal,
  workspace: string | undefined,
  share: () => SharedVerdict,
): Reporting {
  const output = outputFor(options.output, warn)
  const reporter = reporterFor(options.format, terminalNow, output)
  const known = knownIn(options.baseline, warnOnce)
  const verdict = options.strict ? verdictOnProcess(share()) : undefined
  const annotate = annotatorFor(options.strict ? workspace : undefined)
  let reportedDrops = 0
  return {
    report: (entry, isEcho) => {
      const isKnown = known.has(entry.fingerprint)
      if (!isKnown) verdict?.fail()
      const make = onceMade({ ...entry })
      reporter.report(make, entry)
      if (!isKnown && entry.occurrences === 1) annotate(make())
      // A subscriber that causes a conflict would cause one for each that it gets.
      if (!isEcho) publish(make)
    },
    keep: entry => keep(onceMade(entry)),
    conclude: (bugs, dropped) => {
      for (const entry of bugs) reporter.reportLast(conflictOf(entry))
      if (dropped > reportedDrops) warn(`${dropped} more conflicts came than could be reported`)
      reportedDrops = dropped
      verdict?.settle()
      output.flush()
    },
    close: () => {
      verdict?.stop()
      output.close()
    },
  }
}

// Most repeats are only counted.
function onceMade(entry: BugEntry): () => Conflict {
  let conflict: Conflict | undefined
  return () => {
    conflict ??= conflictOf(entry)
    return conflict
  }
}
