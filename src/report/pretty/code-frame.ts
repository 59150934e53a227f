import { nameLengthAt, numbersAround, sharedIndent } from './source-lines'
import { type Cut, cutAround, widthOf, wrap } from './terminal-text'

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
  const marked = marks.map(mark => mark.line)
  const shown = numbersAround(lines, marked, around)
  const gutter = String(shown.at(-1)).length
  const room = Math.max(20, columns - gutter - 4)
  const indent = sharedIndent(shown.map(number => lines[number - 1] ?? ''))

  return shown.flatMap(number => {
    const text = (lines[number - 1] ?? '').slice(indent)
    const here = marks.filter(mark => mark.line === number).map(mark => spanOf(mark, text, indent))
    // Marks too far apart for one view of a long line get one each.
    return groupsOf(here, text, room).flatMap(group => {
      const cut = cutAround(text, group[0]?.start ?? 0, group.at(-1)?.end ?? 0, room)
      const row = ` ${quiet(`${String(number).padStart(gutter)} │`)} ${cut.text}`.trimEnd()
      const prefix = ` ${' '.repeat(gutter)} ${quiet('│')} `
      return [row, ...group.flatMap(span => pointer(span, cut, room).map(line => prefix + line))]
    })
  })
}

/** What a mark underlines: the name that begins there, in characters of the shown line from 0. */
interface Span extends Mark {
  readonly start: number
  readonly end: number
}

function spanOf(mark: Mark, text: string, indent: number): Span {
  const start = startOf(text, Math.max(0, mark.column - 1 - indent))
  return { ...mark, start, end: start + nameLengthAt(text, start) }
}

// V8 names an assignment by its equals sign, a reader by what is assigned to.
function startOf(text: string, column: number): number {
  if (text[column] !== '=') return column
  const name = /[\p{ID_Continue}$#]+\s*$/u.exec(text.slice(0, column))
  return name?.index ?? column
}

function groupsOf(spans: readonly Span[], text: string, room: number): Span[][] {
  const groups: Span[][] = []
  for (const span of [...spans].sort((one, two) => one.start - two.start)) {
    const group = groups.at(-1)
    const start = group?.[0]?.start ?? 0
    if (group !== undefined && widthOf(text.slice(start, span.end)) <= room / 2) group.push(span)
    else groups.push([span])
  }
  return groups.length === 0 ? [[]] : groups
}

/** Columns that a label beside or below its mark has at the least; with less room it stands left of it. */
const minLabelRoom = 28

function pointer({ start, end, label, paint }: Span, cut: Cut, room: number): string[] {
  const at = cut.offsetOf(start)
  const length = Math.max(1, Math.min(cut.offsetOf(end), room) - at)
  const line = ' '.repeat(at) + paint('─'.repeat(length))
  if (at + length + 2 + widthOf(label) <= room) return [`${line}  ${paint(label)}`]
  return [line, ...hanging(label, at, room, paint)]
}

// A label that does not fit beside its mark hangs from it.
function hanging(label: string, at: number, room: number, paint: Span['paint']): string[] {
  const rightRoom = room - at - 4
  if (rightRoom >= minLabelRoom || rightRoom >= at - 3)
    return wrap(label, Math.max(1, rightRoom)).map(
      (text, index) => ' '.repeat(at) + paint(index === 0 ? `╰── ${text}` : `    ${text}`),
    )
  const words = wrap(label, at - 3)
  const left = at - 3 - Math.max(...words.map(widthOf))
  return words.map((text, index) => {
    const line = index === 0 ? `${text} ${'─'.repeat(at - left - widthOf(text) - 1)}╯` : text
    return ' '.repeat(left) + paint(line)
  })
}
