import { outcomeText } from '../attempt'
import type { Detail } from '../bug'
import type { Excerpt } from '../excerpt'
import { element } from './dom'
import { position } from './position'
import { breakable, duration } from './words'

/** Why there are no lines to show. */
const reasons = {
  'not at hand': 'The source was not below the folder that this page was made in.',
  changed: 'The source has changed since.',
  'made from it': 'The position is that of code which was made from this file.',
} as const

/** The lines around both attempts, each with what happened there below it. */
export function code(detail: Detail): HTMLElement[] {
  const alone = (['first', 'second'] as const)
    .filter(side => detail[side].place === null)
    .map(side => {
      const { by } = detail[side]
      const text = `${outcomeText(detail[side])} by ${by}: no line of the application is on the path`
      return element('p', { class: `alone ${side}` }, element('strong', {}, side), ` ${text}`)
    })
  const figures = detail.excerpts.map(excerpt => figureOf(excerpt, detail))
  return detail.first.place === null ? [...alone, ...figures] : [...figures, ...alone]
}

function figureOf({ file, sides, lines, missing }: Excerpt, detail: Detail): HTMLElement {
  const caption = element('figcaption', {}, element('code', {}, ...placesOf(file, sides)))
  if (missing !== null) {
    const notes = sides.map(({ side, line }) => note(side, `line ${line}: ${labelOf(side, detail)}`))
    return element(
      'figure',
      { class: 'code' },
      caption,
      ...notes,
      element('p', { class: 'quiet' }, reasons[missing]),
    )
  }
  const rows = lines.flatMap(({ number, pieces }) => {
    const here = sides.filter(({ line }) => line === number)
    const text = pieces.map(piece =>
      element(
        piece.side === null ? 'span' : 'mark',
        { class: `${piece.kind} ${piece.side ?? ''}` },
        piece.text,
      ),
    )
    const row = element(
      'div',
      { class: `row ${here.at(-1)?.side ?? ''}` },
      element('span', { class: 'gutter' }, String(number)),
      element('code', {}, ...text, '\n'),
    )
    return [row, ...here.map(({ side }) => note(side, labelOf(side, detail)))]
  })
  const scroller = element(
    'div',
    { class: 'lines', tabindex: '0', role: 'region', 'aria-label': `${file}` },
    ...rows,
  )
  return element('figure', { class: 'code' }, caption, scroller)
}

// Two positions of one file name it once.
function placesOf(file: string, sides: Excerpt['sides']): Node[] {
  const [one, other] = sides
  if (one === undefined)
    return breakable(file).map(part => (typeof part === 'string' ? new Text(part) : part))
  const first = position(`${file}:${one.line}:${one.column}`)
  if (other === undefined) return first
  const second = position(`${file}:${other.line}:${other.column}`, `${other.line}:${other.column}`)
  return [...first, new Text(' and '), ...second]
}

function note(side: string, text: string): HTMLElement {
  return element('p', { class: `note ${side}` }, element('strong', {}, side), ` ${text}`)
}

function labelOf(side: 'first' | 'second', { first, second }: Detail): string {
  const attempt = side === 'first' ? first : second
  const became = outcomeText(attempt)
  const { by, exact } = attempt
  const who = by === null ? '' : ` by ${by}`
  if (side === 'first') {
    if (!exact) return `${became} here${who}, going by earlier requests`
    return `${became} here${who}${first.at === null ? '' : `, ${duration(first.at)} after the request`}`
  }
  const later = first.at === null || second.at === null ? '' : `, ${duration(second.at - first.at)} later`
  return `${became} here${who}${later}`
}
