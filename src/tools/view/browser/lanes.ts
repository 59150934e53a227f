import { type Attempt, outcomeText } from '../attempt'
import type { Detail } from '../bug'
import type { PageStep } from '../page-paths'
import { element } from './dom'
import { position } from './position'
import { breakable, duration } from './words'

/** Both paths, call by call: what they share, then side by side. */
export function lanes({ paths, first, second }: Detail, request: string): HTMLElement {
  const trunk = paths.trunk.map(step => stepOf(step))
  const fork =
    paths.fork === null
      ? []
      : [element('li', { class: 'step fork' }, element('code', {}, paths.fork), ' the paths part here')]
  return element(
    'div',
    { class: 'lanes' },
    element(
      'ol',
      { class: 'lane trunk' },
      element('li', { class: 'step origin' }, element('code', {}, request)),
      ...trunk,
      ...fork,
    ),
    element(
      'div',
      { class: 'parted' },
      laneOf('first', paths.first, first),
      laneOf('second', paths.second, second),
    ),
  )
}

function laneOf(side: 'first' | 'second', steps: readonly PageStep[], attempt: Attempt): HTMLElement {
  const { call, at, by } = attempt
  const end = element(
    'li',
    { class: 'step end' },
    element('code', {}, call),
    ` ${outcomeText(attempt)}`,
    by === null ? null : ` by ${by}`,
    at === null ? null : element('span', { class: 'when' }, ` ${duration(at)}`),
  )
  return element(
    'section',
    { class: side },
    element('h4', {}, side === 'first' ? 'Path to the first response' : 'Path to the second attempt'),
    element('ol', { class: `lane ${side}` }, ...steps.map(stepOf), end),
  )
}

function stepOf(step: PageStep): HTMLElement {
  if (step.kind === 'hop') return element('li', { class: 'step later' }, step.reason)
  if (step.kind === 'folded') return element('li', { class: 'step folded' }, ...breakable(step.text))
  return element(
    'li',
    { class: step.isSite ? 'step site' : 'step' },
    element('code', {}, step.function),
    element('span', { class: 'place' }, ...position(step.place)),
  )
}
