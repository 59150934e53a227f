import type { Edit } from '../diagnose/edits/edit'
import type { LocatedSide } from '../locate/locate'
import { textOf } from '../source/source-text'
import { splitLines } from './pretty/source-lines'

/** A change to a file: the text between two positions is replaced. */
export interface RecordedEdit {
  file: string
  start: { line: number; column: number }
  end: { line: number; column: number }
  text: string
  /** The text that it stands on, as `textAround` gives it; left out where that is too long or not known. */
  before?: string
}

/** Edits that are likely to be right and not certain. */
export interface RecordedCandidate {
  certain: false
  /** What they do, in one sentence. */
  text: string
  edits: RecordedEdit[]
}

/** Characters of `before`, and of these how many may be before the edit. */
const [maxLength, maxLead] = [200, 100]

/** The edit as it is reported, with the text that it was made for. */
export function recordedEdit(edit: Edit, sides: readonly LocatedSide[]): RecordedEdit {
  const text = sourceTextOf(edit.file, sides)
  const before = text === null ? null : textAround(text, edit)
  return { ...edit, ...(before !== null && { before }) }
}

/**
 * The lines that an edit begins and ends on, with `\n` between them: from 100 characters before it, 200 at most. `null` where
 * what it replaces is not all in there, or the text does not have these lines.
 */
export function textAround(text: string, { start, end }: Pick<Edit, 'start' | 'end'>): string | null {
  const lines = splitLines(text).slice(start.line - 1, end.line)
  if (lines.length !== end.line - start.line + 1) return null
  const from = leadOf(start)
  const toEnd = lines.slice(0, -1).reduce((sum, line) => sum + line.length + 1, 0) + end.column - 1
  return toEnd - from > maxLength ? null : lines.join('\n').slice(from, from + maxLength)
}

/** What an edit replaces, with `\n` as line end; `null` where it does not have the text that it stands on. */
export function replacedText({ start, end, before }: RecordedEdit): string | null {
  if (before === undefined) return null
  const from = start.column - 1 - leadOf(start)
  const lines = before.split('\n')
  const lead = start.line === end.line ? leadOf(start) : 0
  const toEnd = lines.slice(0, end.line - start.line).reduce((sum, line) => sum + line.length + 1, 0)
  return before.slice(from, toEnd + end.column - 1 - lead)
}

/** Characters of the first line that are left out. */
function leadOf({ column }: Edit['start']): number {
  return Math.max(0, column - 1 - maxLead)
}

/** The text of a file that the paths to both attempts lead through; `null` where it is not known. */
export function sourceTextOf(file: string | undefined, sides: readonly LocatedSide[]): string | null {
  const frames = sides.flatMap(side => side.path.flatMap(part => part.frames))
  const frame = frames.find(frame => frame.file === file)
  return frame === undefined ? null : textOf(frame)
}
