import type { Summary } from '../bug'
import { index } from './data'
import { byId, element } from './dom'
import { ago, breakable, counted } from './words'

/** Rows that are added at a time. */
const step = 100

const orders: Readonly<Record<string, (one: Summary, other: Summary) => number>> = {
  count: (one, other) => other.occurrences - one.occurrences,
  last: (one, other) => Date.parse(other.lastSeen) - Date.parse(one.lastSeen),
  new: (one, other) => Date.parse(other.firstSeen) - Date.parse(one.firstSeen),
}

const [rows, more, found] = [byId('rows'), byId<HTMLButtonElement>('more'), byId('found')]
const [search, cause, order] = [
  byId<HTMLInputElement>('search'),
  byId<HTMLSelectElement>('cause'),
  byId<HTMLSelectElement>('order'),
]

// What the page shows: a page has one list.
let matching: Summary[] = []
// The fingerprint of the bug beside it.
let current: string | null = null

/** Fills the list, and filters it by what is searched for. */
export function startList(): void {
  const counts = new Map<string, number>()
  for (const { cause } of index.bugs) counts.set(cause, (counts.get(cause) ?? 0) + 1)
  cause.append(
    element('option', { value: '' }, 'every cause'),
    ...[...counts.keys()]
      .sort()
      .map(code => element('option', { value: code }, `${code} (${counts.get(code)})`)),
  )
  for (const control of [search, cause, order]) control.addEventListener('input', refill)
  search.form?.addEventListener('submit', event => event.preventDefault())
  more.addEventListener('click', () => {
    const next = rows.childElementCount
    addRows()
    rows.children[next]?.querySelector('a')?.focus()
  })
  refill()
}

/** Clears the search, so that every bug is listed. Returns whether there was one. */
export function showAll(): boolean {
  const isFiltered = search.value !== '' || cause.value !== ''
  search.value = ''
  cause.value = ''
  if (isFiltered) refill()
  return isFiltered
}

/** Calls the function after each change of what is listed. */
export function onListed(listener: () => void): void {
  for (const control of [search, cause, order]) control.addEventListener('input', listener)
}

/** Marks the bug that is shown. */
export function markCurrent(fingerprint: string | null): void {
  current = fingerprint
  for (const link of rows.querySelectorAll('a')) mark(link)
}

/** The bugs in the list, as it is now. */
export function listed(): readonly Summary[] {
  return matching
}

/** Brings the row of a bug into view. */
export function reveal(fingerprint: string): void {
  const place = matching.findIndex(bug => bug.fingerprint === fingerprint)
  while (place >= rows.childElementCount) addRows()
  rows.children[place]?.scrollIntoView({ block: 'nearest' })
}

function refill(): void {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
  matching = index.bugs
    .filter(bug => cause.value === '' || bug.cause === cause.value)
    .filter(bug => words.every(word => bug.search.includes(word)))
    .sort(orders[order.value])
  rows.replaceChildren()
  addRows()
  const isAll = matching.length === index.bugs.length
  found.textContent = isAll ? '' : `${counted(matching.length, 'conflict')} of ${index.bugs.length}`
}

function addRows(): void {
  const start = rows.childElementCount
  rows.append(...matching.slice(start, start + step).map(rowOf))
  const left = matching.length - rows.childElementCount
  more.hidden = left <= 0
  more.textContent = `${Math.min(step, left)} more of ${left}`
}

function rowOf({ fingerprint, method, route, cause, places, occurrences, lastSeen }: Summary): HTMLElement {
  const link = element(
    'a',
    { href: `#${encodeURIComponent(fingerprint)}` },
    element(
      'span',
      { class: 'what' },
      element('code', {}, element('span', { class: 'method' }, method), ' ', ...breakable(route)),
      element('span', { class: 'count', title: counted(occurrences, 'time') }, `×${occurrences}`),
    ),
    element(
      'span',
      { class: 'places' },
      ...places.flatMap((place, at) => [at === 0 ? '' : ' → ', ...breakable(place)]),
    ),
    element(
      'span',
      { class: 'about' },
      element('span', { class: 'cause' }, cause),
      element('time', { datetime: lastSeen }, ago(lastSeen, index.made)),
    ),
  )
  link.dataset.fingerprint = fingerprint
  mark(link)
  return element('li', {}, link)
}

function mark(link: HTMLAnchorElement): void {
  if (link.dataset.fingerprint === current) link.setAttribute('aria-current', 'true')
  else link.removeAttribute('aria-current')
}
