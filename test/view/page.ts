import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { headersTrace } from '../cli/command-line'
import { type Files, folderOf } from '../program'

/** The file of a page about some reports, made beside the files that are given. */
export function pageOf(reports: string, files: Files = {}): string {
  const directory = folderOf({ ...files, 'reports.ndjson': reports })
  const { stderr, status } = headersTrace(['view', 'reports.ndjson'], { directory })
  if (status !== 0) throw new Error(stderr)
  return join(directory, 'headers-trace.html')
}

/** Its text. */
export function textOfPage(reports: string): string {
  return readFileSync(pageOf(reports), 'utf8')
}
