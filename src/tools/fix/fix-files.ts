import { readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import type { Conflict } from '../../report/conflict'
import { type DiffLine, diffOf } from '../../report/pretty/diff'
import { SourceBytes } from './edit-bytes'
import { editStateOf } from './edit-state'
import { parses } from './parses'

type Edit = Conflict['fix']['edits'][number]

/** What became of the edits of a report. */
export interface Fix {
  readonly conflict: Conflict
  /** As the report names it. */
  readonly file: string
  readonly state: 'ready' | 'applied' | 'refused'
  /** Why they were refused; `null` where they were not. */
  readonly refusal: string | null
  readonly diff: readonly (readonly DiffLine[])[]
}

/** A file that edits are for, and those that will be applied together. */
interface Target {
  readonly path: string
  readonly source: SourceBytes
  readonly changed: number
  readonly parses: boolean
  readonly edits: Edit[]
}

/**
 * Applies the edits of reports to the files they name, relative to `directory`, and writes them if `isWriting`: all that can
 * be applied to a file, at once. A file that does not have the reported lines any more, or would not parse afterwards, is
 * left alone.
 */
export function fixFiles(conflicts: readonly Conflict[], directory: string, isWriting: boolean): Fix[] {
  const targets = new Map<string, Target>()
  const fixes = conflicts.flatMap(conflict => {
    const [edit] = conflict.fix.edits
    return edit === undefined ? [] : [fixOf(conflict, edit.file, directory, targets)]
  })
  if (isWriting)
    for (const { path, source, edits } of targets.values())
      if (edits.length > 0) writeFileSync(path, source.with(edits))
  return fixes
}

function fixOf(conflict: Conflict, file: string, directory: string, targets: Map<string, Target>): Fix {
  const refused = (refusal: string): Fix => ({ conflict, file, state: 'refused', refusal, diff: [] })
  const { edits } = conflict.fix
  if (edits.some(edit => edit.file !== file)) return refused('its edits are in several files')
  const path = realPathOf(resolve(directory, file))
  if (path === null) return refused('the file is not there; run this where the program ran')
  if (!isInside(path, directory)) return refused('the file is outside of this directory')
  const target = targets.get(path) ?? targetOf(path)
  targets.set(path, target)

  const { source } = target
  const state = editStateOf(conflict, source, target.changed <= Date.parse(conflict.time))
  if (state.kind === 'changed') return refused('the file has been changed since the report')
  if (state.kind === 'applied') return { conflict, file, state: 'applied', refusal: null, diff: [] }
  if (state.edits.some(({ start, end }) => [start, end].some(position => source.offsetOf(position) === null)))
    return refused('the file does not have the lines of the edit')
  const added = state.edits.filter(edit => !target.edits.some(other => isSame(edit, other)))
  if (added.some(edit => target.edits.some(other => isOverlapping(edit, other))))
    return refused('another edit changes the same place')
  if (target.parses && !parses(source.with([...target.edits, ...added]), path))
    return refused('the file would not parse any more with this edit')
  target.edits.push(...added)
  return { conflict, file, state: 'ready', refusal: null, diff: diffOf(source.text, state.edits) }
}

function targetOf(path: string): Target {
  const bytes = readFileSync(path)
  const changed = statSync(path).mtimeMs
  return { path, source: new SourceBytes(bytes), changed, parses: parses(bytes, path), edits: [] }
}

/** The path of a file with all links resolved; `null` where there is no such file. */
function realPathOf(path: string): string | null {
  try {
    const real = realpathSync(path)
    return statSync(real).isFile() ? real : null
  } catch {
    return null
  }
}

// A report is data, perhaps from elsewhere: it must not name any file it likes.
function isInside(path: string, directory: string): boolean {
  const inside = relative(realpathSync(directory), path)
  return inside !== '' && !/^\.\.(?:[\\/]|$)/.test(inside) && !isAbsolute(inside)
}

function isSame(one: Edit, other: Edit): boolean {
  return one.text === other.text && isEqual(one.start, other.start) && isEqual(one.end, other.end)
}

function isEqual(one: Edit['start'], other: Edit['start']): boolean {
  return one.line === other.line && one.column === other.column
}

function isOverlapping(one: Edit, other: Edit): boolean {
  return isEqual(one.start, other.start) || (isBefore(one.start, other.end) && isBefore(other.start, one.end))
}

function isBefore(one: Edit['start'], other: Edit['start']): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column)
}
