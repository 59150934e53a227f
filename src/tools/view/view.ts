import { causeSections, firstSentenceOf } from '../causes-page'
import type { Reports } from '../report-reader'
import { bugOf } from './bug'
import type { Opening } from './editor'
import { htmlOf } from './page-html'
import { sourcesIn } from './reported-source'

export interface ViewOptions {
  /** What the reports' files are relative to. */
  readonly directory?: string
  readonly now?: Date
  readonly opening?: Opening | null
  readonly isLive?: boolean
}

/** Makes the page about some reports. Sources are read where they are named, relative to `directory`. */
export function viewOf(
  { bugs: reported, reports, malformed, processes, files }: Reports,
  { directory = process.cwd(), now = new Date(), opening = null, isLive = false }: ViewOptions = {},
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
    opening,
    isLive,
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
