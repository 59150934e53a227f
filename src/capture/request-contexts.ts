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

type HeldTimer = Timer | WeakRef<Timer>

/** Node's numbers for the contexts in which the work of one request runs. What adds one gives those that are forgotten for it. */
export class RequestContexts {
  /** Those that are sure to run, and were not seen to. */
  #waiting: Set<number> | undefined
  #timers: Map<number, HeldTimer> | undefined
  /** Those timers that are held themselves. */
  #held: number[] = []
  /** Those that were not seen to run, and may never. */
  #idle: Set<number> | undefined
  /** Those that have run and may run again. */
  #active: Set<number> | undefined
  /** Those that have run and will not run again, or are about to, the latest. */
  #recent: number[] = []
  #slot = 0
  /** When one of those ran that are sure to run a first time, and may again. */
  #lastStep = Number.NEGATIVE_INFINITY

  /** Whether one of them has still to run that is sure to. */
  get isWaiting(): boolean {
    if (this.#waiting !== undefined && this.#waiting.size > 0) return true
    if (this.#lastStep !== Number.NEGATIVE_INFINITY && now() - this.#lastStep < maxStep) return true
    if (this.#timers !== undefined)
      for (const timer of this.#timers.values()) if (isPending(timer)) return true
    return false
  }

  /** Whether none of them may run any more. */
  get areOver(): boolean {
    return (this.#idle === undefined || this.#idle.size === 0) && !this.isWaiting
  }

  add(id: number, kind: ResourceKind): readonly number[] {
    if (kind === 'soon') return this.#addRecent(id)
    if (kind === 'transport') return this.#addActive(id)
    if (kind === 'any') {
      this.#idle ??= new Set()
      return limited(this.#idle.add(id), maxIds.idle)
    }
    this.#waiting ??= new Set()
    return limited(this.#waiting.add(id), maxIds.waiting)
  }

  /** Adds one of a timer, which is held until `weaken`. */
  addTimer(id: number, timer: Timer): readonly number[] {
    this.#timers ??= new Map()
    const timers = this.#timers.set(id, timer)
    this.#held.push(id)
    if (timers.size <= maxIds.timers) return []
    this.weaken()
    const old = [...timers].slice(0, -keptTimers).filter(([, timer]) => !isPending(timer))
    for (const [id] of old) timers.delete(id)
    return [...old.map(([id]) => id), ...limited(timers, maxIds.timers / 2)]
  }

  /** Holds no timer any more: what was to run may be large. Most requests are over sooner, and need no weak reference. */
  weaken(): void {
    if (this.#held.length === 0) return
    for (const id of this.#held) {
      const timer = this.#timers?.get(id)
      if (timer !== undefined && !(timer instanceof WeakRef)) this.#timers?.set(id, new WeakRef(timer))
    }
    this.#held = []
  }

  /** Notes that one runs. */
  run(id: number, kind: ResourceKind): readonly number[] {
    if (kind === 'first') this.#lastStep = now()
    const isDone = kind === 'job' && this.#timers?.delete(id) === true
    if (!isDone && this.#waiting?.delete(id) !== true && this.#idle?.delete(id) !== true) return []
    return kind === 'once' || kind === 'job' ? this.#addRecent(id) : this.#addActive(id)
  }

  /** Forgets those that have run; with `isAll`, also the others. Gives their numbers. */
  clear(isAll: boolean): readonly number[] {
    const gone = this.#recent
    this.#recent = []
    this.#slot = 0
    if (this.#active !== undefined) gone.push(...this.#active)
    this.#active = undefined
    if (isAll) {
      for (const ids of [this.#waiting, this.#timers?.keys(), this.#idle])
        if (ids !== undefined) gone.push(...ids)
      this.#waiting = this.#timers = this.#idle = undefined
      this.#held = []
    }
    return gone
  }

  #addActive(id: number): readonly number[] {
    this.#active ??= new Set()
    return limited(this.#active.add(id), maxIds.active)
  }

  #addRecent(id: number): readonly number[] {
    const oldest = this.#recent[this.#slot]
    this.#recent[this.#slot] = id
    this.#slot = (this.#slot + 1) % maxIds.recent
    return oldest === undefined ? [] : [oldest]
  }
}

function isPending(held: HeldTimer): boolean {
  const { _destroyed: isOver, ondone } = (held instanceof WeakRef ? held.deref() : held) ?? {}
  return isOver === false || ondone !== undefined
}

// The first of a set are its oldest.
function limited(ids: Set<number> | Map<number, unknown>, most: number): readonly number[] {
  if (ids.size <= most) return []
  const taken: number[] = []
  for (const id of ids.keys()) {
    if (ids.size <= most) break
    taken.push(id)
    ids.delete(id)
  }
  return taken
}
