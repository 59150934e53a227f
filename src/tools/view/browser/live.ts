import { index } from './data'
import { byId } from './dom'

const key = 'headers-trace-search'

/** Shows the page anew when the server has new reports. What was searched for stays. */
export function startLive(): void {
  const search = byId<HTMLInputElement>('search')
  if (!index.isLive) return
  search.value = sessionStorage.getItem(key) ?? ''
  const events = new EventSource('events')
  events.addEventListener('reports', () => {
    sessionStorage.setItem(key, search.value)
    location.reload()
  })
}
