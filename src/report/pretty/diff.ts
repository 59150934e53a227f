import { applyEdits } from '../../diagnose/edits/apply-edits'
import type { Conflict } from '../conflict'
import { splitLines } from './source-lines'

type Edit = Conflict['fix']['edits'][number]

/** A line of a diff: removed, added or unchanged. */
export interface DiffLine {
  readonly sign: '-' | '+' | ' '
  /** Its number in the text before, from 1. An added line has that of the line it replaces, and `null` where it replaces none. */
  readonly number: number | null
  readonly text: string
}

/** Lines shown around a change. */
const context = 1

/** The lines that edits remove and add, with one around them, in a group for each place. */
export function diffOf(text: string, edits: readonly Edit[]): DiffLine[][] {
  const lines = changes(splitLines(text), splitLines(applyEdits(text, edits)))
  const groups: DiffLine[][] = []
  const isNear = (index: number) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ sign }) => sign !== ' ')
  for (const [index, line] of lines.entries()) {
    // A gap of one line is shown: the sign for a gap takes a line as well.
    const isShown = isNear(index) || (isNear(index - 1) && isNear(index + 1))
    if (!isShown || (line.sign === ' ' && line.text.trim() === '')) continue
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group !== undefined && last !== undefined && index - lines.indexOf(last) <= 2 * context)
      group.push(line)
    else groups.push([line])
  }
  return groups
}

// The edits of one fix are few and small, so comparing line by line is enough.
function changes(before: readonly string[], after: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = []
  let [one, other] = [0, 0]
  while (one < before.length || other < after.length) {
    if (before[one] === after[other]) {
      lines.push({ sign: ' ', number: one + 1, text: before[one] ?? '' })
      one++
      other++
      continue
    }
    const found = resume(before, after, one, other)
    for (let index = one; index < found.one; index++)
      lines.push({ sign: '-', number: index + 1, text: before[index] ?? '' })
    for (let index = other; index < found.other; index++) {
      const replaced = one + index - other
      const number = replaced < found.one ? replaced + 1 : null
      lines.push({ sign: '+', number, text: after[index] ?? '' })
    }
    one = found.one
    other = found.other
  }
  return lines
}

/** How far ahead the next common line is searched for, in lines. */
const ahead = 20

function resume(before: readonly string[], after: readonly string[], one: number, other: number) {
  for (let distance = 1; distance <= ahead; distance++)
    for (let back = 0; back <= distance; back++) {
      const [from, to] = [one + back, other + distance - back]
      const isEnd = from >= before.length && to >= after.length
      if (isEnd || (from < before.length && before[from] === after[to])) return { one: from, other: to }
    }
  return { one: before.length, other: after.length }
}
