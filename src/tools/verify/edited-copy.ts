import { copyFileSync, mkdirSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Conflict } from '../../report/conflict'
import { type Fix, fixFiles } from '../fix/fix-files'

/** Has the edits of some conflicts in a folder, and of no others. Gives what became of those of the last one. */
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

// With its time: a file that was changed after a report is another one.
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
  const { atime, mtime } = statSync(from)
  utimesSync(to, atime, mtime)
}
