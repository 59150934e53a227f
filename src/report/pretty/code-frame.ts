import { escapeUnsafe } from '../escape'
import { widthOf, wrap } from './width'

/** A position to point at, and what to say there. */
export interface Mark {
  readonly line: number
  readonly column: number
  readonly label: string
  readonly paint: (text: string) => string
}

/** Lines of code shown before the first mark and after the last: around one mark, and around several. */
const context = { one: 2, several: 1 }

/**
 * Draws the lines around the marks, numbered, each mark underlined and labelled below its line. Lines wider than the
 * terminal are cut around the mark.
 */
export function codeFrame(
  lines: readonly string[],
  marks: readonly Mark[],
  columns: number,
  quiet: (text: string) => string,
): string[] {
  const around = marks.length === 1 ? context.one : context.several
  const from = Math.max(1, Math.min(...marks.map(mark => mark.line)) - around)
  const to = Math.min(lines.length, Math.max(...marks.map(mark => mark.line)) + around)
  const gutter = String(to).length
  const room = Math.max(20, columns - gutter - 4)
  const shown = trimEnds(lines, from, to, marks)
  const indent = sharedIndent(lines, shown)

  return shown.flatMap(number => {
    const here = marks.filter(mark => mark.line === number)
    const text = lines[number - 1] ?? ''
    const cut = cutAround(text.slice(indent), (here[0]?.column ?? 1) - indent, room)
    const row = ` ${quiet(`${String(number).padStart(gutter)} │`)} ${cut.text}`.trimEnd()
    const below = here.map(mark => {
      const at = cut.offsetOf(mark.column - indent)
      const length = Math.max(1, cut.lengthOf(mark.column - indent))
      const pointer = ' '.repeat(at) + mark.paint('─'.repeat(length))
      const prefix = ` ${' '.repeat(gutter)} ${quiet('│')} `
      const besides = at + length + 2
      if (besides + widthOf(mark.label) <= room) return [`${prefix}${pointer}  ${mark.paint(mark.label)}`]
      const words = wrap(mark.label, room)
      const left = Math.max(0, Math.min(at, room - Math.max(...words.map(widthOf))))
      return [prefix + pointer, ...words.map(line => prefix + ' '.repeat(left) + mark.paint(line))]
    })
    return [row, ...below.flat()]
  })
}

// Empty lines at either end say nothing.
function trimEnds(lines: readonly string[], from: number, to: number, marks: readonly Mark[]): number[] {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const isBare = (number: number | undefined) =>
    number !== undefined && lines[number - 1]?.trim() === '' && !marks.some(mark => mark.line === number)
  while (isBare(numbers[0])) numbers.shift()
  while (isBare(numbers.at(-1))) numbers.pop()
  return numbers
}

function sharedIndent(lines: readonly string[], numbers: readonly number[]): number {
  const indents = numbers
    .map(number => lines[number - 1] ?? '')
    .filter(line => line.trim() !== '')
    .map(line => /^[ \t]*/.exec(line)?.[0].length ?? 0)
  return Math.min(...indents)
}

interface Cut {
  readonly text: string
  /** The terminal column, from 0, at which a column of the source, from 1, is shown. */
  offsetOf(column: number): number
  /** Terminal columns of the name that begins there. */
  lengthOf(column: number): number
}

function cutAround(line: string, column: number, room: number): Cut {
  const isLong = widthOf(shown(line)) > room
  const start = isLong ? Math.max(0, Math.min(column - 1 - Math.floor(room / 3), line.length - room + 2)) : 0
  const end = isLong ? start + room - 2 : line.length
  const head = start > 0 ? '…' : ''
  const tail = end < line.length ? '…' : ''
  return {
    text: head + shown(line.slice(start, end)) + tail,
    offsetOf: column => widthOf(head + shown(line.slice(start, Math.max(start, column - 1)))),
    lengthOf: column => widthOf(shown(/^[\p{ID_Continue}$#]+/u.exec(line.slice(column - 1, end))?.[0] ?? '')),
  }
}

function shown(text: string): string {
  return escapeUnsafe(text.replaceAll('\t', '  '))
}
