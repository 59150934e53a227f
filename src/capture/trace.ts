import { now } from './clock'
import { KeptStacks } from './kept-stacks'
import type { Place } from './ordered-list'
import { PlaceCounts, type PlaceLimits } from './place-limits'
import { RequestContexts } from './request-contexts'
import type { Stack } from './stack'
import type { StackPool } from './stack-pool'

/**
 * What is kept of the asynchronous work of one request: the stacks at which it was handed on. It lives as long as the response,
 * on which it is written. Whatever else remembers the work (a promise in a cache, a socket in a pool) remembers it by number
 * and by its `RequestWork`, and retains nothing of a request that is over.
 */
export class Trace {
  readonly work: RequestWork
  readonly stacks: KeptStacks
  readonly places: PlaceCounts
  /** The hops to the contexts that may still run, now that the request is over, by Node's number for each. */
  left: Map<number, object> | undefined
  /** Whether following was given up for a while: then a path that ends is one that was not recorded. */
  isInterrupted = false

  constructor(pool: StackPool, limits: PlaceLimits) {
    this.stacks = new KeptStacks(pool)
    this.places = new PlaceCounts(limits, now)
    this.work = new RequestWork(this)
  }

  /** How many times the request has handed work on so far. */
  get count(): number {
    return this.stacks.count
  }
}

/** A response that is being sent by its end: what Node hands on in the course of that is handed on at the same place. */
export interface Ending {
  readonly stack: Stack
  readonly socket: object
}

/** The work of one request, as whatever belongs to it knows it. */
export class RequestWork {
  readonly contexts = new RequestContexts()
  /** Whether Node has said that the response is written out. */
  isFinished = false
  /** Since when it is followed: milliseconds. */
  since = 0
  /** When the response was found to be over. */
  over: number | undefined
  /** Where it is among the works that are followed. */
  place: Place<RequestWork> | undefined
  /** Set while the response may be handed over to its connection. */
  ending: Ending | undefined
  #response: object | undefined
  #weakResponse: WeakRef<object> | undefined
  #promises = 0
  #trace: Trace | undefined
  #weakTrace: WeakRef<Trace> | undefined

  constructor(trace: Trace) {
    this.#trace = trace
  }

  /** What is kept of it; `undefined` when the request is gone. */
  get trace(): Trace | undefined {
    return this.#trace ?? this.#weakTrace?.deref()
  }

  /** The response that it is for, while its work is followed; `undefined` when that is gone. It is held until `weaken`. */
  get response(): object | undefined {
    return this.#response ?? this.#weakResponse?.deref()
  }

  set response(response: object | undefined) {
    this.#response = response
    this.#weakResponse = undefined
  }

  /** Whether something that it has handed on is still to run: a promise's continuation, a file that is read, a timer. */
  get isWaiting(): boolean {
    return this.#promises > 0 || this.contexts.isWaiting
  }

  /** Counts a promise's continuation that is still to run, and one that runs. */
  waitForPromise(): void {
    this.#promises++
  }

  resumePromise(): void {
    this.#promises--
  }

  /** Notes that the response is written out. */
  finish(): void {
    this.isFinished = true
    this.ending = undefined
  }

  /** Holds neither the response nor a timer any more. Most requests are over sooner, and need no weak reference. */
  weaken(): void {
    this.contexts.weaken()
    if (this.#response === undefined) return
    this.#weakResponse = new WeakRef(this.#response)
    this.#response = undefined
  }

  /** Lets go of what is kept, which lives from now on as long as the response. */
  loosen(): void {
    this.ending = undefined
    if (this.#trace === undefined) return
    this.#weakTrace = new WeakRef(this.#trace)
    this.#trace = undefined
  }
}
