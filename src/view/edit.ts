import type { Conflict } from '../report/conflict'
import { escapeUnsafe } from '../report/escape'
import { applyEdits, diffOf } from '../report/pretty/diff'
import { sharedIndent } from './indent'

/** A line of an edit: one that goes, one that comes, or a neighbour that stays. */
export interface EditLine {
  readonly sign: '-' | '+' | ' '
  readonly text: string
}

/** An edit of a text as the lines that change, with a neighbour on either side where they are all in one place. */
export function editOf(text: string, edits: Conflict['fix']['edits']): EditLine[] {
  const changed = diffOf(text, edits)
  const [before, after] = [text.split('\n'), applyEdits(text, edits).split('\n')]
  const start = before.findIndex((line, index) => line !== after[index])
  const end = before.findLastIndex((line, index) => line !== after[index + after.length - before.length]) + 1
  const isOnePlace = changed.length === 2 * Math.max(0, end - start) + after.length - before.length
  const neighbour = (index: number): EditLine[] => {
    const line = isOnePlace ? before[index] : undefined
    return line === undefined || line.trim() === '' ? [] : [{ sign: ' ', text: escapeUnsafe(line) }]
  }
  const lines = [...neighbour(start - 1), ...changed, ...neighbour(Math.max(start, end))]
  const indent = sharedIndent(lines.map(line => line.text))
  return lines.map(line => ({ sign: line.sign, text: line.text.slice(indent) }))
}
