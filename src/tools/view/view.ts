import { causeSections, firstSentenceOf } from '../causes-page'
import type { Reports } from '../report-reader'
import { bugOf } from './bug'
import { htmlOf } from './page-html'
import { sourcesIn } from './reported-source'

/** Makes the page about some reports. Sources are read where they are named, relative to `directory`. */
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
    causes: meaningsOf(reported.map(({ shown }) => shown.cause)),
  }
  return htmlOf(index, bugs)
}

function meaningsOf(causes: readonly string[]): Record<string, string> {
  const sections = causeSections()
  return Object.fromEntries(
    [...new Set(causes)].flatMap(code => {
      const section = sections.get(code)
      return section === undefined ? [] : [[code, firstSentenceOf(section)]]
    }),
  )
}
