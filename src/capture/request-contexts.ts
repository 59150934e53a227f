import { now } from './clock'
import type { ResourceKind } from './resource-kinds'

/** A timer, an immediate or a job, as far as it is asked whether it has still to run. */
export interface Timer {
  /** https://github.com/nodejs/node/blob/v24.21.0/lib/internal/timers.js#L170 */
  readonly _destroyed?: boolean
  /** https://github.com/nodejs/node/blob/v24.21.0/lib/internal/crypto/random.js#L138 */
  readonly ondone?: unknown
}

/** Contexts of one request that are known at a time, of each sort below. */
const maxIds = { waiting: 1024, timers: 1024, idle: 256, active: 256, recent: 512 }

/** Timers that are over and whose contexts are known still: one of them may be running. */
const keptTimers = 64

/** Milliseconds for which what has run and may run again, as a compression does for each of its steps, is taken to be at work. */
const maxStep = 100

/** Node's numbers for the contexts in which the work of one request runs. What adds one gives those that are forgotten for it. */
export class RequestContexts {
  /** Those that are sure to run, and were not seen to. */
  readonly #waiting = new Set<number>()
  readonly #timers = new Map<number, WeakRef<Timer>>()
  /** Those that were not seen to run, and may never. */
  readonly #idle = new Set<number>()
  /** Those that have run and may run again. */
  readonly #active = new Set<number>()
  /** Those that have run and will not run again, or are about to, the latest. */
  readonly #recent: number[] = []
  #slot = 0
  /** When one of those ran that are sure to run a first time, and may again. */
  #lastStep = Number.NEGATIVE_INFINITY

  /** Whether one of them has still to run that is sure to. */
  get isWaiting(): boolean {
    if (this.#waiting.size > 0) return true
    if (this.#lastStep !== Number.NEGATIVE_INFINITY && now() - this.#lastStep < maxStep) return true
    for (const timer of this.#timers.values()) if (isPending(timer)) return true
    return false
  }

  /** Whether none of them may run any more. */
  get areOver(): boolean {
    return this.#idle.size === 0 && !this.isWaiting
  }

  add(id: number, kind: ResourceKind): readonly number[] {
    if (kind === 'soon') return this.#addRecent(id)
    if (kind === 'transport') return limited(this.#active.add(id), maxIds.active)
    if (kind === 'any') return limited(this.#idle.add(id), maxIds.idle)
    return limited(this.#waiting.add(id), maxIds.waiting)
  }

  addTimer(id: number, timer: Timer): readonly number[] {
    this.#timers.set(id, new WeakRef(timer))
    if (this.#timers.size <= maxIds.timers) return []
    const old = [...this.#timers].slice(0, -keptTimers).filter(([, timer]) => !isPending(timer))
    for (const [id] of old) this.#timers.delete(id)
    return [...old.map(([id]) => id), ...limited(this.#timers, maxIds.timers / 2)]
  }

  /** Notes that one runs. */
  run(id: number, kind: ResourceKind): readonly number[] {
    if (kind === 'first') this.#lastStep = now()
    const isDone = kind === 'job' && this.#timers.delete(id)
    if (!isDone && !this.#waiting.delete(id) && !this.#idle.delete(id)) return []
    return kind === 'once' || kind === 'job'
      ? this.#addRecent(id)
      : limited(this.#active.add(id), maxIds.active)
  }

  /** Forgets those that have run; with `isAll`, also the others. Gives their numbers. */
  clear(isAll: boolean): readonly number[] {
    const gone = [...this.#recent, ...this.#active]
    this.#recent.length = this.#slot = 0
    this.#active.clear()
    if (isAll) {
      gone.push(...this.#waiting, ...this.#timers.keys(), ...this.#idle)
      for (const ids of [this.#waiting, this.#timers, this.#idle]) ids.clear()
    }
    return gone
  }

  #addRecent(id: number): readonly number[] {
    const oldest = this.#recent[this.#slot]
    this.#recent[this.#slot] = id
    this.#slot = (this.#slot + 1) % maxIds.recent
    return oldest === undefined ? [] : [oldest]
  }
}

function isPending(timer: WeakRef<Timer>): boolean {
  const { _destroyed: isOver, ondone } = timer.deref() ?? {}
  return isOver === false || ondone !== undefined
}

// The first of a set are its oldest.
function limited(ids: Set<number> | Map<number, unknown>, most: number): readonly number[] {
  const taken: number[] = []
  for (const id of ids.keys()) {
    if (ids.size <= most) break
    taken.push(id)
    ids.delete(id)
  }
  return taken
}
