import { type Attempt, outcomeText } from '../attempt'
import type { Detail } from '../bug'
import type { PageStep } from '../page-paths'
import { shape } from './dom'
import { duration } from './words'

/** Heights of the lanes and of the line of time, in pixels. */
const [top, middle, bottom, axis] = [42, 82, 122, 158]

/** Width below which labels stand above the lanes' ends and not beside them. */
const narrow = 620

/** Pixels between the edge and the first and last thing. */
const margin = 8

/**
 * Draws the request from left to right: the path that both attempts share, the fork, and a lane to each. The line of time
 * below says when; the lanes are not to scale.
 */
export function picture(detail: Detail, request: string): SVGSVGElement {
  const drawing = shape('svg', { class: 'picture', role: 'img', height: 184 })
  const title = shape('title', {}, inWords(detail, request))
  let width = 0
  new ResizeObserver(([entry]) => {
    const now = Math.floor(entry?.contentRect.width ?? 0)
    if (now === 0 || now === width) return
    width = now
    drawing.setAttribute('viewBox', `0 0 ${width} 184`)
    drawing.replaceChildren(title, ...drawn(detail, width))
  }).observe(drawing)
  return drawing
}

function inWords({ first, second, paths }: Detail, request: string): string {
  const describe = (attempt: Attempt) =>
    `${attempt.call} ${outcomeText(attempt)}${attempt.at === null ? '' : ` after ${duration(attempt.at)}`}`
  const fork = paths.fork === null ? '' : ` The paths part in ${paths.fork}.`
  return `${request}: ${describe(first)}, ${describe(second)}.${fork}`
}

function drawn({ first, second, paths }: Detail, width: number): SVGElement[] {
  const isNarrow = width < narrow
  const start = margin + 5
  const end = width - margin - (isNarrow ? 8 : 170)
  const hops = (steps: readonly PageStep[]) =>
    steps.flatMap(step => (step.kind === 'hop' ? [step.reason] : []))
  const fork = paths.trunk.length === 0 && paths.fork === null ? start + 14 : start + (end - start) * 0.24
  const firstEnd = fork + (end - fork) * shareOf(first, second)
  const bend = Math.min(46, (firstEnd - fork) * 0.4)
  const lane = (height: number, to: number) =>
    `M${fork} ${middle}C${fork + bend * 0.6} ${middle} ${fork + bend * 0.4} ${height} ${fork + bend} ${height}H${to}`

  return [
    shape('path', { class: 'guide', d: `M${start} ${middle + 8}V${axis}` }),
    shape('path', { class: 'guide', d: `M${firstEnd} ${top + 8}V${axis}` }),
    shape('path', { class: 'guide', d: `M${end} ${bottom + 8}V${axis}` }),
    shape('path', { class: 'axis', d: `M${start} ${axis}H${end}` }),
    ...[start, firstEnd, end].map(x => shape('path', { class: 'axis', d: `M${x} ${axis - 3}v6` })),
    label(start, axis + 18, 'request', 'start', 'when'),
    ...when(first, firstEnd, 'first'),
    ...when(second, end, 'second'),

    shape('path', { class: 'line trunk', d: `M${start} ${middle}H${fork}` }),
    shape('path', { class: 'line second', d: lane(bottom, end - 7) }),
    shape('path', { class: 'line first', d: lane(top, firstEnd) }),
    ...stations(hops(paths.trunk), start, fork, middle, 'trunk', isNarrow),
    ...stations(hops(paths.first), fork + bend, firstEnd, top, 'first', isNarrow),
    ...stations(hops(paths.second), fork + bend, end, bottom, 'second', isNarrow),
    shape('circle', { class: 'stop trunk', cx: start, cy: middle, r: 5 }),
    ...(paths.fork === null
      ? []
      : [
          shape('circle', { class: 'stop trunk', cx: fork, cy: middle, r: 5 }),
          label(fork + 4, middle + 24, shortened(paths.fork, isNarrow ? 10 : 24), 'end', 'fork'),
        ]),

    shape('circle', { class: 'dot first', cx: firstEnd, cy: top, r: 7 }),
    shape('path', { class: 'line second', d: `M${end - 6} ${bottom - 6}l12 12m0-12l-12 12` }),
    ...names(first, firstEnd, top, 'first', isNarrow),
    ...names(second, end, bottom, 'second', isNarrow),
  ]
}

// Where one took a thousandth of the other's time the picture would show nothing.
function shareOf(first: Attempt, second: Attempt): number {
  const share = first.at === null || second.at === null || second.at <= 0 ? 0.5 : first.at / second.at
  return Math.min(Math.max(share, 0.42), 0.72)
}

function when({ at, exact }: Attempt, x: number, side: 'first' | 'second'): SVGElement[] {
  const anchor = side === 'second' ? 'end' : 'middle'
  const text = at === null ? (exact ? 'not known' : 'as before') : duration(at)
  return [label(x + (side === 'second' ? 6 : 0), axis + 18, text, anchor, `when ${side}`)]
}

function names(
  { call, operation, outcome }: Attempt,
  x: number,
  y: number,
  side: string,
  isNarrow: boolean,
): SVGElement[] {
  if (isNarrow) return [label(x + 8, y - 14, `${shortened(call, 26)} ${outcome}`, 'end', `name ${side}`)]
  const lines = [shortened(call, 21), ...(operation === null ? [] : [shortened(operation, 25)]), outcome]
  return lines.map((text, index) =>
    label(
      x + 18,
      y + 5 - (lines.length - 1) * 8 + index * 16,
      text,
      'start',
      index === 0 ? `name ${side}` : 'became',
    ),
  )
}

/** Hand-overs on a lane, as rings with their names where there is room: above them, or below where the ends' names are. */
function stations(
  names: readonly string[],
  from: number,
  to: number,
  y: number,
  side: string,
  isNarrow: boolean,
): SVGElement[] {
  const most = Math.max(0, Math.floor((to - from) / 26) - 1)
  const shown = names.slice(-most || names.length)
  const gap = (to - from) / (shown.length + 1)
  return shown.slice(0, most).flatMap((name, index) => {
    const x = from + gap * (index + 1)
    const ring = shape('circle', { class: `stop ${side}`, cx: x, cy: y, r: 4 }, shape('title', {}, name))
    return gap > name.length * 6.4 + 10
      ? [ring, label(x, isNarrow ? y + 18 : y - 11, name, 'middle', 'hop')]
      : [ring]
  })
}

function label(x: number, y: number, text: string, anchor: string, name: string): SVGTextElement {
  return shape('text', { x, y, 'text-anchor': anchor, class: name }, text)
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
