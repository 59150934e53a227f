import type { Conflict } from '../report/conflict'
import { type ReportedBug, ReportGroup } from './group-reports'
import { compareTimes } from './occurrence-count'
import { asFrom } from './report-directory'
import { conflictIn } from './report-schema'

/** A file of reports, one JSON object a line. */
export interface ReportFile {
  readonly name: string
  readonly text: string
}

/** What a set of report files contains. */
export interface Reports {
  /** Their names, as given. */
  readonly files: readonly string[]
  /** Each bug once, the most frequent first. */
  readonly bugs: readonly ReportedBug[]
  /** Number of reports, duplicates not counted. */
  readonly reports: number
  /** Number of lines that are not reports. */
  readonly malformed: number
  readonly processes: number
}

/**
 * Reads the reports of many processes and machines, and groups them by bug. Every command reads them here.
 *
 * @param here the folder that file names are made relative to.
 */
export function readReports(files: readonly ReportFile[], here = process.cwd()): Reports {
  const bugs = new Map<string, ReportGroup>()
  const processes = new Set<string>()
  const seen = new Set<string>()
  let malformed = 0
  for (const { name, text } of files)
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue
      const reported = conflictIn(line)
      if (reported === null) {
        malformed++
        continue
      }
      const conflict = asFrom(here, reported)
      // Files that were concatenated, or a last report that says nothing new.
      const identity = identityOf(conflict)
      if (seen.has(identity)) continue
      seen.add(identity)
      processes.add(JSON.stringify([name, conflict.process.pid, conflict.process.thread]))
      const bug = bugs.get(conflict.fingerprint) ?? new ReportGroup(conflict)
      bugs.set(conflict.fingerprint, bug)
      bug.add(name, conflict)
    }
  const sorted = [...bugs.values()]
    .map(bug => bug.build())
    .sort((one, other) => other.occurrences - one.occurrences || compareTimes(other.lastSeen, one.lastSeen))
  return {
    files: files.map(({ name }) => name),
    bugs: sorted,
    reports: seen.size,
    malformed,
    processes: processes.size,
  }
}

function identityOf({ fingerprint, process, time, occurrence }: Conflict): string {
  return JSON.stringify([fingerprint, process.pid, process.thread, time, occurrence])
}
