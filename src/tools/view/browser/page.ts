import { detailOf, index } from './data'
import { detailView } from './detail'
import { byId, element } from './dom'
import { listed, markCurrent, onListed, reveal, showAll, startList } from './list'
import { startLive } from './live'
import { startEditorChoice } from './position'
import { counted, date } from './words'

const detail = byId('detail')

/** Shows the bug that the address names, where it is listed; else the first that is, which a narrow screen keeps behind the list. */
function show(): void {
  const named = decoded(location.hash.slice(1))
  const summary = listed().find(bug => bug.fingerprint === named) ?? listed()[0]
  const isNamed = summary?.fingerprint === named
  document.body.classList.toggle('is-open', isNamed)
  markCurrent(summary?.fingerprint ?? null)
  if (summary === undefined) {
    const text =
      index.bugs.length === 0 ? 'No conflict in these reports.' : 'No conflict matches. Esc shows all again.'
    detail.replaceChildren(element('p', { class: 'empty' }, text))
    return
  }
  detail.replaceChildren(...detailView(summary, detailOf(index.bugs.indexOf(summary))))
  if (!isNamed) return
  reveal(summary.fingerprint)
  window.scrollTo(0, 0)
  document.title = `${summary.method} ${summary.route} ${summary.what} · headers-trace`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function showTotals(): void {
  const { bugs, processes, files, malformed, made } = index
  const times = bugs.reduce((sum, bug) => sum + bug.occurrences, 0)
  const parts = [
    counted(bugs.length, 'conflict'),
    `seen ${counted(times, 'time')}`,
    counted(processes, 'process', 'processes'),
    counted(files, 'file'),
    ...(malformed === 0 ? [] : [`${counted(malformed, 'line')} skipped that are no reports`]),
    date(made),
  ]
  byId('totals').append(...parts.map(part => element('span', {}, part)))
}

// One letter, as on other pages of lists.
function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const { target } = event
  const isIn = (selector: string) => target instanceof HTMLElement && target.closest(selector) !== null
  if (isIn('dialog')) return
  const act = actions[event.key]
  const isTyping = isIn('input, select, textarea')
  const isForSearch = isIn('#search') && ['Escape', 'Enter', 'ArrowDown'].includes(event.key)
  if (act === undefined || (isTyping && !isForSearch)) return
  // A link or a button that has the focus takes these itself.
  if (event.key === 'Enter' && !isForSearch) return
  event.preventDefault()
  act()
}

const actions: Readonly<Record<string, () => void>> = {
  '/': () => byId('search').focus(),
  '?': () => byId<HTMLDialogElement>('keys').showModal(),
  Escape: () => {
    byId('search').blur()
    if (!showAll()) location.hash = ''
    show()
  },
  Enter: () => {
    byId('search').blur()
    openAt(0)
  },
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
}

function step(by: number): void {
  byId('search').blur()
  const shown = document.querySelector<HTMLElement>('.rows [aria-current]')?.dataset.fingerprint
  openAt(listed().findIndex(bug => bug.fingerprint === shown) + by)
}

function openAt(place: number): void {
  const next = listed()[place]
  if (next !== undefined) location.hash = encodeURIComponent(next.fingerprint)
}

document.querySelector('.skip')?.addEventListener('click', event => {
  event.preventDefault()
  detail.focus()
})
showTotals()
startLive()
startList()
show()
onListed(show)
startEditorChoice(show)
window.addEventListener('hashchange', show)
document.addEventListener('keydown', onKey)
