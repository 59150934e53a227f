import { readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import type { Conflict } from '../../report/conflict'
import { type DiffLine, diffOf } from '../../report/pretty/diff'
import { isParsable } from '../../source/parse'
import { SourceBytes } from './edit-bytes'
import { editStateOf } from './edit-state'
import { writeOver } from './write-over'

type Edit = Conflict['fix']['edits'][number]

/** What became of the edits of a report. */
export interface Fix {
  readonly conflict: Conflict
  /** Those that its edits change, as the report names them. */
  readonly files: readonly string[]
  readonly state: 'ready' | 'applied' | 'refused'
  /** Why they were refused; `null` where they were not. */
  readonly refusal: string | null
  /** What changes, file by file; nothing where nothing is to be applied. */
  readonly diffs: readonly (readonly (readonly DiffLine[])[])[]
}

/** A file that edits are for, and those that will be applied together. */
interface Target {
  readonly path: string
  readonly bytes: Uint8Array
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
  const fixes = conflicts
    .filter(({ fix }) => fix.edits.length > 0)
    .map(conflict => fixOf(conflict, directory, targets))
  if (isWriting)
    for (const { path, bytes, source, edits } of targets.values())
      if (edits.length > 0) writeOver(path, bytes, source.with(edits))
  return fixes
}

// All edits of a report are applied, or none.
function fixOf(conflict: Conflict, directory: string, targets: Map<string, Target>): Fix {
  const files = [...new Set(conflict.fix.edits.map(({ file }) => file))]
  const changes = files.map(file => changeOf(conflict, file, directory, targets))
  const refused = changes.find(change => typeof change === 'string')
  if (refused !== undefined) return { conflict, files, state: 'refused', refusal: refused, diffs: [] }
  const ready = changes.filter(change => typeof change !== 'string' && change !== null)
  for (const { target, added } of ready) target.edits.push(...added)
  const diffs = ready.map(({ diff }) => diff)
  return { conflict, files, state: ready.length > 0 ? 'ready' : 'applied', refusal: null, diffs }
}

/** What is to be done to one file. */
interface Change {
  readonly target: Target
  readonly added: readonly Edit[]
  readonly diff: readonly (readonly DiffLine[])[]
}

/** What a report's edits do to a file; `null` where they are applied already, and why not where they cannot be. */
function changeOf(
  conflict: Conflict,
  file: string,
  directory: string,
  targets: Map<string, Target>,
): Change | string | null {
  const path = realPathOf(resolve(directory, file))
  if (path === null) return 'the file is not there; run this where the program ran'
  if (!isInside(path, directory)) return 'the file is outside of this directory'
  const target = targets.get(path) ?? targetOf(path)
  targets.set(path, target)

  const { source } = target
  const ofFile = conflict.fix.edits.filter(edit => edit.file === file)
  const part = { ...conflict, fix: { ...conflict.fix, edits: ofFile } }
  const state = editStateOf(part, source, target.changed <= Date.parse(conflict.time))
  if (state.kind === 'changed') return 'the file has been changed since the report'
  if (state.kind === 'applied') return null
  if (state.edits.some(({ start, end }) => [start, end].some(position => source.offsetOf(position) === null)))
    return 'the file does not have the lines of the edit'
  const added = state.edits.filter(edit => !target.edits.some(other => isSame(edit, other)))
  if (added.some(edit => target.edits.some(other => isOverlapping(edit, other))))
    return 'another edit changes the same place'
  if (target.parses && !parses(source.with([...target.edits, ...added]), path))
    return 'the file would not parse any more with this edit'
  return { target, added, diff: diffOf(source.text, state.edits) }
}

function parses(bytes: Buffer, path: string): boolean {
  return isParsable(bytes.toString('utf8').replace(/^\ufeff/, ''), path)
}

function targetOf(path: string): Target {
  const bytes = readFileSync(path)
  const changed = statSync(path).mtimeMs
  return { path, bytes, source: new SourceBytes(bytes), changed, parses: parses(bytes, path), edits: [] }
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
