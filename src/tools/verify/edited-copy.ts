import { copyFileSync, mkdirSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Conflict } from '../../report/conflict'
import { type Fix, fixFiles } from '../fix/fix-files'

/** Puts the edits of exactly these conflicts into a folder. Returns what became of the last one's. */
export type HaveEdits = (conflicts: readonly Conflict[]) => Fix | undefined

/**
 * Edits files of a folder again and again, each time from what they were at first: edits are for the lines that a report saw.
 *
 * @param kept a folder for the files as they were.
 */
export function editsIn(directory: string, kept: string): HaveEdits {
  const touched = new Set<string>()
  return conflicts => {
    for (const file of touched) copy(join(kept, file), join(directory, file))
    const fix = fixFiles(conflicts, directory, false).at(-1)
    if (fix?.state === 'ready')
      for (const file of fix.files.filter(file => !touched.has(file))) {
        copy(join(directory, file), join(kept, file))
        touched.add(file)
      }
    fixFiles(fix?.state === 'ready' ? conflicts : conflicts.slice(0, -1), directory, true)
    return fix
  }
}

// With its time, which says whether a file was changed after a report.
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
  const { atime, mtime } = statSync(from)
  utimesSync(to, atime, mtime)
}
