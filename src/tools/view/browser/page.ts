import { detailOf, index } from './data'
import { detailView } from './detail'
import { byId, element } from './dom'
import { listed, markCurrent, reveal, startList } from './list'
import { counted, date } from './words'

const detail = byId('detail')

/** Shows the bug that the address names; with none, the first, which a narrow screen keeps behind the list. */
function show(): void {
  const named = decoded(location.hash.slice(1))
  const number = index.bugs.findIndex(bug => bug.fingerprint === named)
  document.body.classList.toggle('is-open', number !== -1)
  const summary = index.bugs[number] ?? listed()[0]
  markCurrent(summary?.fingerprint ?? null)
  if (summary === undefined) {
    detail.append(element('p', { class: 'empty' }, 'No conflict in these reports.'))
    return
  }
  detail.replaceChildren(...detailView(summary, detailOf(index.bugs.indexOf(summary))))
  if (number === -1) return
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

// One letter, as on other pages of lists: / searches, j and k go down and up.
function onKey(event: KeyboardEvent): void {
  const isTyping =
    event.target instanceof HTMLElement && event.target.closest('input, select, textarea, dialog') !== null
  if (event.key === 'Escape' && event.target === byId('search')) byId('search').blur()
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === '/') {
    event.preventDefault()
    byId('search').focus()
  } else if (event.key === 'j' || event.key === 'k') {
    const bugs = listed()
    const shown = document.querySelector<HTMLElement>('.rows [aria-current]')?.dataset.fingerprint
    const place = bugs.findIndex(bug => bug.fingerprint === shown)
    const next = bugs[place + (event.key === 'j' ? 1 : -1)]
    if (next !== undefined) location.hash = encodeURIComponent(next.fingerprint)
  }
}

document.querySelector('.skip')?.addEventListener('click', event => {
  event.preventDefault()
  detail.focus()
})
showTotals()
startList()
show()
window.addEventListener('hashchange', show)
document.addEventListener('keydown', onKey)
