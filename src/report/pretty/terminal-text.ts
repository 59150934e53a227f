import { escapeUnsafe } from '../printable'

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/gu
const none = /\p{Mn}|\u200d/gu

/** Columns that a text takes in a terminal: two for a wide character, none for a mark that joins the one before it. */
export function widthOf(text: string): number {
  const characters = Array.from(text).length
  return characters + (text.match(wide)?.length ?? 0) - (text.match(none)?.length ?? 0)
}

/** Pads a text to a number of columns. Colours are applied by `paint`, as they take no columns. */
export function fill(
  text: string,
  columns: number,
  paint: (text: string) => string = plain => plain,
): string {
  return paint(text) + ' '.repeat(Math.max(0, columns - widthOf(text)))
}

/** Breaks a text between words, and a word that is too long within it, into lines of at most so many columns. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = []
  // A number stays with its unit.
  for (const word of text.split(/ (?!ms\b)/).flatMap(word => broken(word, room))) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(`${last} ${word}`) <= room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function broken(word: string, room: number): string[] {
  const parts = ['']
  for (const character of word) {
    const last = parts.at(-1) ?? ''
    if (widthOf(last + character) <= room) parts[parts.length - 1] = last + character
    else parts.push(character)
  }
  return parts
}
/** A line of source as it is shown in a terminal: whole, or the part around a place in it. */
export interface Cut {
  readonly text: string
  /** The terminal column, from 0, at which a character of the line, from 0, is shown. */
  offsetOf(index: number): number
}

interface Cell {
  readonly index: number
  readonly text: string
  readonly width: number
}

/** Characters on either side of the place that are considered. A line may be a whole minified program. */
const horizon = 1000

/** Cuts a line to `room` columns so that the characters from `from` to `to` are in it, about a third from its left. */
export function cutAround(line: string, from: number, to: number, room: number): Cut {
  const [before, after] = [Math.max(0, from - horizon), Math.min(line.length, to + horizon)]
  const cells = cellsOf(line, before, after)
  const widthFrom = (start: number, end: number) =>
    cells.slice(start, end).reduce((sum, cell) => sum + cell.width, 0)

  let [start, end] = [0, cells.length]
  const isWhole = () => start === 0 && before === 0 && end === cells.length && after === line.length
  if (!isWhole() || widthFrom(start, end) > room) {
    const place = Math.max(
      0,
      cells.findLastIndex(cell => cell.index <= from),
    )
    const inside = room - 2
    start = place
    while (start > 0 && widthFrom(start - 1, place) <= inside / 3) start--
    end = place
    while (end < cells.length && widthFrom(start, end + 1) <= inside) end++
    while (start > 0 && widthFrom(start - 1, end) <= inside) start--
  }
  const head = start > 0 || before > 0 ? '…' : ''
  const tail = end < cells.length || after < line.length ? '…' : ''
  const shown = cells.slice(start, end)
  return {
    text: head + shown.map(cell => cell.text).join('') + tail,
    offsetOf: index =>
      head.length + shown.filter(cell => cell.index < index).reduce((sum, cell) => sum + cell.width, 0),
  }
}

function cellsOf(line: string, before: number, after: number): Cell[] {
  const cells: Cell[] = []
  let index = before
  for (const character of line.slice(before, after)) {
    const text = shownAs(character)
    cells.push({ index, text, width: widthOf(text) })
    index += character.length
  }
  return cells
}

function shownAs(character: string): string {
  return character === '\t' ? '  ' : escapeUnsafe(character)
}
