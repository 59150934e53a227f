import type { DiffLine } from './diff'
import type { Paint } from './paint'
import { sharedIndent } from './source-lines'
import { cutAround } from './terminal-text'

/** Draws a diff: lines numbered, without their common indent, and cut around the change where they are too wide. */
export function diffFrame(groups: readonly (readonly DiffLine[])[], columns: number, paint: Paint): string[] {
  const lines = groups.flat()
  const gutter = String(Math.max(0, ...lines.map(line => line.number ?? 0))).length
  const room = Math.max(20, columns - gutter - 3)
  const indent = sharedIndent(lines.map(line => line.text))
  return groups.flatMap((group, index) => [
    ...(index > 0 ? [paint.quiet(`${' '.repeat(gutter)} …`)] : []),
    ...group.map((line, at) => {
      const [from, to] = changedIn(group, at)
      const text = line.text.slice(indent)
      const shown = cutAround(text, Math.max(0, from - indent), Math.max(0, to - indent), room).text
      const number = String(line.number ?? '').padStart(gutter)
      if (line.sign === ' ') return `${paint.quiet(`${number}  `)} ${shown}`.trimEnd()
      return (line.sign === '-' ? paint.removed : paint.added)(`${number} ${line.sign} ${shown}`.trimEnd())
    }),
  ])
}

/** The range in which a line differs from its counterpart; empty at its start where there is none. */
function changedIn(group: readonly DiffLine[], at: number): [number, number] {
  const line = group[at]
  if (line === undefined || line.sign === ' ') return [0, 0]
  const other = counterpartOf(group, at)
  if (other === undefined) return [0, 0]
  const limit = Math.min(line.text.length, other.length)
  let start = 0
  while (start < limit && line.text[start] === other[start]) start++
  let same = 0
  while (same < limit - start && line.text.at(-1 - same) === other.at(-1 - same)) same++
  return [start, Math.max(start + 1, line.text.length - same)]
}

// Removed lines stand before added ones, and are paired in order.
function counterpartOf(group: readonly DiffLine[], at: number): string | undefined {
  const sign = group[at]?.sign
  const isChange = (line: DiffLine | undefined) => line !== undefined && line.sign !== ' '
  let from = at
  while (isChange(group[from - 1])) from--
  let to = at
  while (isChange(group[to + 1])) to++
  const run = group.slice(from, to + 1)
  const place = run.filter((line, index) => line.sign === sign && index < at - from).length
  return run.filter(line => line.sign !== sign)[place]?.text
}
