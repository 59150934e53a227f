import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { Conflict } from '../../report/conflict'
import { applyEdits, type DiffLine, diffOf } from '../../report/pretty/diff'
import { diffFrame } from '../../report/pretty/diff-frame'
import type { Paint } from '../../report/pretty/paint'
import { escapeUnsafe } from '../../report/printable'

/** An edit of a report, and what became of it. */
export interface Fixed {
  readonly conflict: Conflict
  readonly file: string
  readonly diff: readonly (readonly DiffLine[])[]
  /** Why it was not applied; `null` where it was, or could be. */
  readonly refusal: string | null
}

/**
 * Applies the edits of reports to the files they name, seen from `directory`, and writes them if `isWriting`. A file that
 * has been changed since its report is left alone, and so is one that another report has just changed: run again, the
 * program reports what is left.
 */
export function fix(conflicts: readonly Conflict[], directory: string, isWriting: boolean): Fixed[] {
  const touched = new Set<string>()
  return conflicts.flatMap((conflict): Fixed[] => {
    const [edit] = conflict.fix.edits
    if (edit === undefined) return []
    const file = resolve(directory, edit.file)
    const refusal = touched.has(file)
      ? 'another edit comes first in this file'
      : refusalOf(conflict, file, directory)
    if (refusal !== null) return [{ conflict, file: edit.file, diff: [], refusal }]

    const text = readFileSync(file, 'utf8')
    const diff = diffOf(text, conflict.fix.edits)
    touched.add(file)
    if (isWriting) writeFileSync(file, applyEdits(text, conflict.fix.edits))
    return [{ conflict, file: edit.file, diff, refusal: null }]
  })
}

function refusalOf({ time, fix }: Conflict, file: string, directory: string): string | null {
  // A report is data, perhaps from elsewhere: it must not name any file it likes.
  if (!file.startsWith(resolve(directory) + sep)) return 'the file is outside of this directory'
  if (fix.edits.some(edit => edit.file !== fix.edits[0]?.file)) return 'its edits are in several files'
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return 'the file is not there; run this where the program ran'
  return stat.mtimeMs > Date.parse(time) ? 'the file has been changed since the report' : null
}

/** What `headers-trace fix` prints of an edit. */
export function fixText(
  { conflict, file, diff, refusal }: Fixed,
  isWritten: boolean,
  columns: number,
  paint: Paint,
): string {
  const state = refusal === null ? (isWritten ? 'written' : '') : `not applied: ${refusal}`
  const head =
    `${paint.strong(escapeUnsafe(file))}  ${conflict.cause}  ${paint.quiet(conflict.fingerprint)}  ${state}`.trimEnd()
  const lines = diffFrame(diff, columns - 2, paint).map(line => `  ${line}`)
  return [head, `  ${escapeUnsafe(conflict.message)}`, ...lines, ''].join('\n')
}
