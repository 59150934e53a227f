import type { Reports } from '../report-reader'
import { bugOf } from './bug'
import { htmlOf } from './page-html'
import { sourcesIn } from './reported-source'

/** Makes the page about some reports. Sources are read where they are named, seen from `directory`. */
export function viewOf(
  { bugs: reported, reports, malformed, processes, files }: Reports,
  directory: string = process.cwd(),
  now: Date = new Date(),
): string {
  const sourceOf = sourcesIn(directory)
  const bugs = reported.map(bug => bugOf(bug, sourceOf))
  const index = {
    made: now.toISOString(),
    files: files.length,
    reports,
    malformed,
    processes,
    bugs: bugs.map(({ summary }) => summary),
  }
  return htmlOf(index, bugs)
}
