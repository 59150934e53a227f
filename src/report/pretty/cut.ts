import { escapeUnsafe } from '../escape'
import { widthOf } from './width'

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

/** Characters on either side of the place that are looked at. A line may be a whole minified program. */
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
