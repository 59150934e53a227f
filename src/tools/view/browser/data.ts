import type { Detail } from '../bug'
import type { Index } from '../page-html'
import { byId } from './dom'

/** What the page is about. */
export const index: Index = read('index')

/** The details of a bug, by its index. */
export function detailOf(number: number): Detail {
  return read(`bug-${number}`)
}

function read<T>(id: string): T {
  return JSON.parse(byId(id).textContent)
}
