import type { Conflict } from '../../report/conflict'
import { escapeUnsafe } from '../../report/escape'
import { type DiffLine, diffOf } from '../../report/pretty/diff'
import { sharedIndent } from './indent'

/** A line of an edit: one that goes, one that comes, or a neighbour that stays. */
export type EditLine = Pick<DiffLine, 'sign' | 'text'>

/** An edit of a text as the lines that change, each place with its neighbours. */
export function editOf(text: string, edits: Conflict['fix']['edits']): EditLine[] {
  const lines = diffOf(text, edits)
    .flat()
    .map(({ sign, text }) => ({ sign, text: escapeUnsafe(text) }))
  const indent = sharedIndent(lines.map(line => line.text))
  return lines.map(({ sign, text }) => ({ sign, text: text.slice(indent) }))
}
