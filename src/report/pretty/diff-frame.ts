import type { DiffLine } from './diff'
import type { Paint } from './paint'
import { sharedIndent } from './source-lines'
import { cutAround } from './terminal-text'

/** Draws a diff: its lines numbered and without the indent they share, those too wide cut around what is different. */
export function diffFrame(groups: readonly (readonly DiffLine[])[], columns: number, paint: Paint): string[] {
  const lines = groups.flat()
  const gutter = String(Math.max(0, ...lines.map(line => line.number))).length
  const room = Math.max(20, columns - gutter - 3)
  const indent = sharedIndent(lines.map(line => line.text))
  return groups.flatMap((group, index) => [
    ...(index > 0 ? [paint.quiet(`${' '.repeat(gutter)} …`)] : []),
    ...group.map(line => {
      const text = line.text.slice(indent)
      const [from, to] = changedIn(text, line, lines, indent)
      const shown = cutAround(text, from, to, room).text
      const number = String(line.number).padStart(gutter)
      if (line.sign === ' ') return `${paint.quiet(`${number}  `)} ${shown}`.trimEnd()
      return (line.sign === '-' ? paint.second : paint.added)(`${number} ${line.sign} ${shown}`.trimEnd())
    }),
  ])
}

// Where a line differs from the one that it replaces, or that replaces it.
function changedIn(
  text: string,
  line: DiffLine,
  lines: readonly DiffLine[],
  indent: number,
): [number, number] {
  const other = lines.find(({ sign, number }) => number === line.number && sign !== line.sign && sign !== ' ')
  if (line.sign === ' ' || other === undefined) return [0, 0]
  const others = other.text.slice(indent)
  let start = 0
  while (start < text.length && text[start] === others[start]) start++
  return [start, start + 1]
}
