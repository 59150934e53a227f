import type { Conflict } from '../conflict'
import { escapeUnsafe } from '../escape'

type Edit = Conflict['fix']['edits'][number]

/** Text with edits applied. They must be of one file and not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length)
  const offsetOf = ({ line, column }: Edit['start']) => (starts[line - 1] ?? text.length) + column - 1
  const inOrder = edits.map(edit => ({ ...edit, from: offsetOf(edit.start), to: offsetOf(edit.end) }))
  return inOrder
    .sort((one, other) => other.from - one.from)
    .reduce((text, { from, to, text: added }) => text.slice(0, from) + added + text.slice(to), text)
}

/** The lines that edits take away and put in, each beginning with its sign and number. */
export function diffOf(text: string, edits: readonly Edit[]): { sign: '-' | '+'; text: string }[] {
  const before = text.split('\n')
  const after = applyEdits(text, edits).split('\n')
  return changes(before, after)
}

// The edits of one fix are few and small: what is the same at either end, and in between, falls away line by line.
function changes(before: readonly string[], after: readonly string[]): { sign: '-' | '+'; text: string }[] {
  const lines: { sign: '-' | '+'; text: string }[] = []
  let [one, other] = [0, 0]
  while (one < before.length || other < after.length) {
    if (before[one] === after[other]) {
      one++
      other++
      continue
    }
    const found = resume(before, after, one, other)
    for (; one < found.one; one++) lines.push({ sign: '-', text: escapeUnsafe(before[one] ?? '') })
    for (; other < found.other; other++) lines.push({ sign: '+', text: escapeUnsafe(after[other] ?? '') })
  }
  return lines
}

/** Lines looked ahead for the next that both have. */
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
