import type { Conflict } from '../../report/conflict'
import { type DiffLine, diffOf } from '../../report/pretty/diff'
import { sharedIndent } from '../../report/pretty/source-lines'
import { escapeUnsafe } from '../../report/printable'
import { asReported, type SourceOf } from './reported-source'

type Edit = Conflict['fix']['edits'][number]

/** A line of an edit: one that goes, one that comes, or a neighbour that stays. */
export type EditLine = Pick<DiffLine, 'sign' | 'text'>

/** What to do about a bug, with the edits that do it. */
export interface PageChange {
  readonly text: string
  readonly file: string | null
  readonly diff: readonly EditLine[]
  /** The edits in words, where there is no source to show them in. */
  readonly edits: readonly string[]
}

/** The fix of a bug as the page shows it. */
export interface PageFix extends PageChange {
  /** Changes that are likely to be right and not certain, in the order in which `fix --verify` tries them. */
  readonly candidates: readonly PageChange[]
}

/** Prepares the fix of a conflict for the page. All its strings are safe to print. */
export function pageFixOf(conflict: Conflict, sourceOf: SourceOf): PageFix {
  const { fix } = conflict
  return {
    ...changeOf(fix.text, fix.edits, conflict, sourceOf),
    candidates: (fix.candidates ?? []).map(({ text, edits }) => changeOf(text, edits, conflict, sourceOf)),
  }
}

function changeOf(text: string, edits: readonly Edit[], conflict: Conflict, sourceOf: SourceOf): PageChange {
  const [edit] = edits
  const isOneFile = edits.every(({ file }) => file === edit?.file)
  const source = edit === undefined || !isOneFile ? null : asReported(conflict, edit.file, sourceOf)
  return {
    text: escapeUnsafe(text),
    file: edit === undefined ? null : escapeUnsafe(edit.file),
    diff: source === null ? [] : editLines(source.text, edits),
    edits: source === null ? edits.map(inWords).map(escapeUnsafe) : [],
  }
}

/** Stands for the lines between two places. */
const gap: EditLine = { sign: ' ', text: '…' }

function editLines(text: string, edits: readonly Edit[]): EditLine[] {
  const groups = diffOf(text, edits)
  const indent = sharedIndent(groups.flat().map(line => line.text))
  return groups.flatMap((group, index) => [
    ...(index > 0 ? [gap] : []),
    ...group.map(({ sign, text }) => ({ sign, text: escapeUnsafe(text.slice(indent)) })),
  ])
}

function inWords({ file, start, end, text }: Edit): string {
  const from = `${start.line}:${start.column}`
  const to = `${end.line}:${end.column}`
  const shown = text.replace(/\s*\r?\n\s*/g, ' ⏎ ').trim()
  if (from === to) return `${file}:${from} insert: ${shown}`
  return shown === '' ? `${file}:${from} to ${to} remove` : `${file}:${from} to ${to} replace with: ${shown}`
}
