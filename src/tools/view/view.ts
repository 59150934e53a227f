import { bugOf } from './bug'
import { htmlOf } from './html'
import { type Merged, merge, type ReportFile } from './merge'
import { sourcesIn } from './source'

/** A page about some files of reports, and what went into it. */
export interface View extends Merged {
  readonly html: string
}

/** Makes the page. Sources are read where they are named, seen from `directory`. */
export function viewOf(
  files: readonly ReportFile[],
  directory: string = process.cwd(),
  now: Date = new Date(),
): View {
  const merged = merge(files)
  const sourceOf = sourcesIn(directory)
  const bugs = merged.groups.map(group => bugOf(group, sourceOf))
  const { reports, malformed, processes } = merged
  const index = {
    made: now.toISOString(),
    files: files.length,
    reports,
    malformed,
    processes,
    bugs: bugs.map(({ summary }) => summary),
  }
  return { ...merged, html: htmlOf(index, bugs) }
}
