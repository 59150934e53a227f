import type { Paths, Step } from '../path-steps'
import { escapeUnsafe } from '../printable'
import type { Paint } from './paint'
import { shownPosition } from './shown-position'
import { cutAround, fill, widthOf, wrap } from './terminal-text'

/** Text columns from which the two paths stand side by side. */
const minColumnsForTwo = 100

/** Text columns between them, at the least. */
const gap = 4

/** Lines that are shown of one path, and of what both have in common: the nearest to the attempts, and the outermost. */
const maxLines = { own: { near: 12, far: 3 }, shared: { near: 6, far: 2 } }

/** The titles of the paths. */
export interface PathTitles {
  readonly first: string
  readonly second: string
}

/** A line of plain text, and how it is painted once it stands in its column. */
interface Line {
  readonly text: string
  readonly paint: (text: string) => string
}

/** Draws the paths to both attempts, innermost call first, and below them once what both have in common. */
export function pathColumns(paths: Paths, titles: PathTitles, columns: number, paint: Paint): string[] {
  const room = columns - 4
  const first = block(titles.first, paint.first, shortened(paths.first, maxLines.own), room, paint)
  const second = block(titles.second, paint.second, shortened(paths.second, maxLines.own), room, paint)
  const shared = block('path to both', paint.strong, shortened(paths.trunk, maxLines.shared), room, paint)
  return [
    ...(sideBySide(first, second, columns) ?? [...first.map(print), '', ...second.map(print)]),
    ...(paths.trunk.length === 0 ? [] : ['', ...shared.map(print)]),
  ]
}

function print({ text, paint }: Line): string {
  return text === '' ? '' : `  ${paint(text)}`
}

function sideBySide(left: readonly Line[], right: readonly Line[], columns: number): string[] | null {
  const [leftWidth, rightWidth] = [widthOfAll(left), widthOfAll(right)]
  const between = Math.min(Math.floor(columns / 2), columns - 2 - rightWidth)
  if (columns < minColumnsForTwo || leftWidth + gap > between) return null
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const [one, two] = [left[index], right[index]]
    const start = fill(one?.text ?? '', two === undefined ? 0 : between, one?.paint)
    return `  ${start}${two === undefined ? '' : two.paint(two.text)}`
  })
}

function widthOfAll(lines: readonly Line[]): number {
  return Math.max(...lines.map(({ text }) => widthOf(text)))
}

function block(
  title: string,
  titlePaint: Line['paint'],
  steps: readonly Step[],
  room: number,
  paint: Paint,
): Line[] {
  const lines =
    steps.length === 0 ? [quiet('not recorded', paint)] : steps.flatMap(step => linesOf(step, room, paint))
  return [{ text: title, paint: titlePaint }, ...lines.map(line => ({ ...line, text: `  ${line.text}` }))]
}

function quiet(text: string, paint: Paint): Line {
  return { text, paint: paint.quiet }
}

function linesOf(step: Step, room: number, paint: Paint): Line[] {
  if (step.kind === 'hop') return [quiet(cut(`── ${step.reason} ──`, room), paint)]
  if (step.kind === 'folded')
    return wrap(escapeUnsafe(step.text), room).map((text, index) =>
      quiet(index === 0 ? text : `  ${text}`, paint),
    )
  const name = cut(step.frame.function, room)
  const position = shownPosition(step.frame)
  const linked = (text: string) => text.replace(position, () => paint.position(position, step.frame))
  // A position that is broken off cannot be followed.
  return widthOf(`${name}  ${position}`) <= room
    ? [{ text: `${name}  ${position}`, paint: linked }]
    : [
        { text: name, paint: text => text },
        { text: `  ${position}`, paint: linked },
      ]
}

function cut(text: string, room: number): string {
  return cutAround(text, 0, 0, room).text
}

function shortened(steps: readonly Step[], { near, far }: { near: number; far: number }): readonly Step[] {
  const left = steps.slice(near, steps.length - far)
  if (left.length <= 1) return steps
  const calls = left.filter(({ kind }) => kind === 'call').length
  const text = calls > 0 ? `… ${calls} more ${calls === 1 ? 'call' : 'calls'} of the application` : '…'
  return [...steps.slice(0, near), { kind: 'folded', text }, ...steps.slice(steps.length - far)]
}
