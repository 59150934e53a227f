import { now } from '../capture/clock'
import type { Learner } from '../capture/policy/tracer'
import type { Moment } from '../capture/response-record'
import type { Stack } from '../capture/stack'
import { callSitesOf, stackOf } from './call-sites'

/** Routes and statuses that are remembered. */
const maxEntries = 1000
/** Milliseconds after which a first send is read again: a route may have several. */
const maxAge = 5000

interface Entry {
  readonly stack: Stack
  readonly time: number
}

/**
 * First sends by route and status, from the responses that were captured when not every one could be. They are kept as
 * plain values: a captured stack would retain its response.
 */
export class LearnedSends implements Learner {
  readonly #entries = new Map<string, Entry>()

  wants(key: string, status: string): boolean {
    const known = this.#entries.get(`${status} ${key}`)
    return known === undefined ? this.#entries.size < maxEntries : now() - known.time > maxAge
  }

  learn(key: string, status: string, { stack, time }: Moment): void {
    this.#entries.set(`${status} ${key}`, { stack: stackOf(callSitesOf(stack)), time })
  }

  /** How responses of that route and status were sent, the last time one was read. */
  sendOf(key: string, status: number | null): Stack | undefined {
    return this.#entries.get(`${status} ${key}`)?.stack
  }
}
