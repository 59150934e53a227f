import type { Conflict } from '../../report/conflict'
import { replacedText, textAround } from '../../report/recorded-edit'
import { SourceBytes } from './edit-bytes'

type Edit = Conflict['fix']['edits'][number]
type Position = Edit['start']

/** Whether edits of a report can be applied to a file as it is now, and where. */
export type EditState =
  | { readonly kind: 'ready'; readonly edits: readonly Edit[] }
  | { readonly kind: 'applied' }
  | { readonly kind: 'changed' }

/** A call that the report names in the file, and how it is written there. */
interface Call extends Position {
  readonly name: string
}

/**
 * Looks for the edits of a conflict in the file that they are for: whether they are applied, and else whether they fit. The
 * reported calls must be found there, where they were or where lines above have moved them together, and each edit must
 * stand on the text that it was made for. One that does not carry that text fits a file only if `isUnchanged`.
 */
export function editStateOf(conflict: Conflict, source: SourceBytes, isUnchanged: boolean): EditState {
  const { edits } = conflict.fix
  const calls = callsIn(conflict, edits[0]?.file)
  if (edits.some(({ text }) => text !== '') && isApplied(edits, calls, source)) return { kind: 'applied' }
  const ready = readyIn(edits, calls, source, isUnchanged)
  if (ready !== null) return { kind: 'ready', edits: ready }
  return isApplied(edits, calls, source) ? { kind: 'applied' } : { kind: 'changed' }
}

/** The edits where they fit; `null` where they do not. */
function readyIn(
  edits: readonly Edit[],
  calls: readonly Call[],
  source: SourceBytes,
  isUnchanged: boolean,
): readonly Edit[] | null {
  if (isUnchanged && areAt(calls, source, 0)) return isOnItsText(edits, source, 0) ? edits : null
  if (calls.length === 0 || edits.some(({ before }) => before === undefined)) return null
  const moved = shiftOf(calls, source)
  if (moved === null) return null
  return isOnItsText(edits, source, moved) ? edits.map(edit => shifted(edit, moved)) : null
}

function isOnItsText(edits: readonly Edit[], { text }: SourceBytes, shift: number): boolean {
  return edits.every(
    edit => edit.before === undefined || textAround(text, shifted(edit, shift)) === edit.before,
  )
}

function callsIn({ first, second }: Conflict, file: string | undefined): Call[] {
  return [first, second].flatMap(({ site, via }) =>
    site === null || site.file !== file || site.generated
      ? []
      : [{ line: site.line, column: site.column, name: via.slice(via.lastIndexOf('.') + 1) }],
  )
}

/** How many lines further down the calls are; `null` where they are not, or in several places. */
function shiftOf(calls: readonly Call[], source: SourceBytes): number | null {
  if (areAt(calls, source, 0)) return 0
  const shifts: number[] = []
  for (let shift = -source.lineCount; shift <= source.lineCount && shifts.length < 2; shift++)
    if (areAt(calls, source, shift)) shifts.push(shift)
  return shifts.length === 1 ? (shifts[0] ?? null) : null
}

function areAt(calls: readonly Call[], source: SourceBytes, shift: number): boolean {
  return calls.every(({ line, column, name }) => {
    const offset = source.offsetOf({ line: line + shift, column })
    return offset !== null && source.text.startsWith(name, offset)
  })
}

function shifted(edit: Edit, lines: number): Edit {
  const move = ({ line, column }: Position) => ({ line: line + lines, column })
  return { ...edit, start: move(edit.start), end: move(edit.end) }
}

function isApplied(edits: readonly Edit[], calls: readonly Call[], source: SourceBytes): boolean {
  const moved = calls.flatMap(call =>
    isInside(call, edits) ? [] : [{ ...call, ...afterEdits(call, edits, true) }],
  )
  if (!areAt(moved, source, 0)) return false
  const undone = edits.map(edit => undoOf(edit, edits))
  const isThere = undone.every(({ start, end, put }) => textBetween(source, start, end) === normalised(put))
  if (!isThere) return false
  if (edits.every(({ before }) => before !== undefined))
    return isOnItsText(edits, new SourceBytes(source.with(undone)), 0)
  return moved.length > 0 && edits.every(({ text }) => text !== '')
}

/** What takes an edit back, once all have been applied, and the text that it has put there. */
function undoOf(edit: Edit, edits: readonly Edit[]): Edit & { readonly put: string } {
  const [start, end] = [afterEdits(edit.start, edits), afterEdits(edit.end, edits, true)]
  return { file: edit.file, start, end, text: replacedText(edit) ?? '', put: edit.text }
}

function textBetween(source: SourceBytes, start: Position, end: Position): string | null {
  const [from, to] = [source.offsetOf(start), source.offsetOf(end)]
  return from === null || to === null ? null : normalised(source.text.slice(from, to))
}

function normalised(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

function isInside(position: Position, edits: readonly Edit[]): boolean {
  return edits.some(({ start, end }) => compare(start, position) <= 0 && compare(position, end) < 0)
}

/** Where a position is once the edits before it have been applied, and one at it where `isPushed`. */
function afterEdits(position: Position, edits: readonly Edit[], isPushed = false): Position {
  let { line, column } = position
  for (const { start, end, text } of edits) {
    const isBefore = isPushed ? compare(end, position) <= 0 : compare(end, position) < 0
    if (!isBefore) continue
    const added = text.split(/\r\n|\n/)
    const last = added.at(-1)?.length ?? 0
    line += added.length - 1 - (end.line - start.line)
    if (end.line === position.line) column += (added.length > 1 ? last + 1 : start.column + last) - end.column
  }
  return { line, column }
}

function compare(one: Position, other: Position): number {
  return one.line - other.line || one.column - other.column
}
