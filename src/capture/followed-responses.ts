import { executionAsyncId } from 'node:async_hooks'
import diagnostics from 'node:diagnostics_channel'
import { setImmediate, setTimeout } from 'node:timers'
import { enterContext, handOverContextsOf, leaveContextsOf } from './async-context'
import type { Follower } from './async-follower'
import { AsyncHop } from './async-hop'
import { now } from './clock'
import { reportInternalError } from './internal-error'
import { OrderedList } from './ordered-list'
import type { PlaceLimits } from './place-limits'
import { recordOf } from './response-record'
import { StackPool } from './stack-pool'
import { type RequestWork, Trace } from './trace'

/** Milliseconds for which work that a response has left behind is followed when the response is over. */
const grace = 5000
/** Milliseconds between two checks whether such work is done: at first, and at most; and for each response, where there are many. */
const pause = { first: 5, most: 200, each: 0.1 }
/** Milliseconds for which an open response's stacks are held: afterwards they go with the response, whether it has closed or not. */
const maxHeld = 600_000
/** Open responses that are checked each time; where there are more, it is done once a second. */
const maxSwept = 500

/** Where Node says that a response is over. */
const endings = ['http.server.response.finish', 'http2.server.stream.close']

/**
 * The responses whose work is followed. Hooks cost whatever runs in the process, so they are on only while one of these is open, or
 * has left work behind that is not done: a timer that is set, a promise that is awaited. That is followed for five seconds more.
 */
export class FollowedResponses {
  readonly #follower: Follower
  readonly #onResponse: (response: object) => void
  readonly #pool = new StackPool()
  readonly #open = new OrderedList<RequestWork>()
  // A request that has left work behind which is sure to run is forgotten when its response is collected.
  readonly #left = new FinalizationRegistry<RequestWork>(work => leaveContextsOf(work, true))
  #finished: RequestWork[] = []
  #isListening = false
  #isCheckDue = false
  #pause = pause.first
  #lastSweep = 0

  /** @param onResponse gets each response that finishes meanwhile. */
  constructor(follower: Follower, onResponse: (response: object) => void = () => {}) {
    this.#follower = follower
    this.#onResponse = onResponse
  }

  get isEmpty(): boolean {
    return this.#open.size === 0
  }

  /** Follows nothing more. */
  stop(): void {
    for (const work of this.#open.values()) this.#end(work)
    this.#switchOff()
  }

  /**
   * Begins to follow a request, in whose asynchronous context this is called. What is kept of its work lives as long as the response
   * that it is written on.
   *
   * @param limits how many of its places are kept.
   * @param time milliseconds, of `now()`.
   */
  begin(response: object, limits: PlaceLimits, time: number): Trace {
    this.#follower.switchOn()
    this.#listen(true)
    const trace = new Trace(this.#pool, limits)
    enterContext(executionAsyncId(), AsyncHop.begin(trace))
    const { work } = trace
    work.response = response
    work.since = time
    work.place = this.#open.add(work)
    return trace
  }

  /** Stops following until the next one begins: what the open ones do meanwhile is not recorded. */
  interrupt(): void {
    if (!this.#follower.isOn) return
    this.#switchOff()
    for (const { trace } of this.#open.values()) if (trace !== undefined) trace.isInterrupted = true
  }

  /** Finds the responses that are over without an event: whose client has left, and those of HTTP/2. */
  sweep(time: number): void {
    if (this.#open.size > maxSwept && time - this.#lastSweep < 1000) return
    this.#lastSweep = time
    this.#check(this.#open.values(), time)
  }

  #switchOff(): void {
    this.#follower.switchOff()
    this.#listen(false)
  }

  #listen(on: boolean): void {
    if (on === this.#isListening) return
    this.#isListening = on
    for (const channel of endings)
      if (on) diagnostics.subscribe(channel, this.#onEnding)
      else diagnostics.unsubscribe(channel, this.#onEnding)
  }

  readonly #onEnding = (message: unknown): void => {
    const { response, stream } = message as { response?: object; stream?: object }
    if (response !== undefined) this.#onResponse(response)
    this.#onFinish(response ?? stream)
  }

  #onFinish(response: object | undefined): void {
    try {
      if (response === undefined || this.#open.size === 0) return
      const work = recordOf(response)?.trace?.work
      if (work?.place === undefined) return
      work.finish()
      // The application's own listeners come after this.
      this.#pause = pause.first
      if (this.#finished.push(work) === 1)
        this.#runOutside(run => setImmediate(run).unref(), this.#checkFinished)
    } catch (error) {
      reportInternalError(error)
    }
  }

  readonly #checkFinished = (): void => {
    this.#check(this.#finished.splice(0), now())
  }

  readonly #checkAgain = (): void => {
    this.#isCheckDue = false
    this.#check(this.#open.values(), now())
  }

  #check(works: Iterable<RequestWork>, time: number): void {
    let areWaiting = false
    for (const work of works) if (work.place !== undefined && this.#isLeft(work, time)) areWaiting = true
    if (this.#open.size === 0) this.#switchOff()
    if (!areWaiting || this.#isCheckDue) return
    this.#isCheckDue = true
    const delay = Math.max(this.#pause, this.#open.size * pause.each)
    this.#pause = Math.min(pause.most, 2 * this.#pause)
    this.#runOutside(run => setTimeout(run, delay).unref(), this.#checkAgain)
  }

  /** Whether a response is over, and has left behind work that is followed still. */
  #isLeft(work: RequestWork, time: number): boolean {
    if (!isOver(work)) {
      if (time - work.since > maxHeld) letGo(work)
      work.weaken()
      return false
    }
    work.over ??= time
    if (work.isWaiting && time - work.over < grace) {
      letGo(work)
      work.weaken()
      return true
    }
    this.#end(work)
    return false
  }

  // What is scheduled here is no work of the request that happens to run.
  #runOutside(schedule: (run: () => void) => void, check: () => void): void {
    this.#follower.runUnfollowed(() =>
      schedule(() => {
        try {
          check()
        } catch (error) {
          reportInternalError(error)
        }
      }),
    )
  }

  #end(work: RequestWork): void {
    if (work.place !== undefined) this.#open.remove(work.place)
    work.place = work.response = undefined
    const { trace } = work
    letGo(work)
    const isLeft = trace !== undefined && !work.contexts.areOver
    leaveContextsOf(work, !isLeft)
    // What waits for the response to be collected, holds it in all collections of V8's young generation, with the whole request. So
    // only work that is sure to run does: not a resource that may never, as each request of Koa leaves one.
    if (isLeft && work.isWaiting) this.#left.register(trace, work)
    else if (isLeft) handOverContextsOf(work, trace)
    work.weaken()
  }
}

// What is kept of a request lives from now on as long as its response.
function letGo(work: RequestWork): void {
  work.trace?.stacks.release()
  work.loosen()
}

/** A response or a stream, as far as it is asked whether it is over. */
interface Ending {
  readonly closed?: boolean
  readonly destroyed?: boolean
  readonly req?: { readonly complete?: boolean; readonly destroyed?: boolean }
}

// What the application puts in the place of these fields may throw: such a response is taken to be over.
function isOver({ response, isFinished }: RequestWork): boolean {
  try {
    const { closed, destroyed, req } = (response ?? { closed: true }) as Ending
    // A body that is still coming may get a response too late.
    const isRequestOver = req?.complete !== false || req.destroyed !== false
    return isRequestOver && (isFinished || closed === true || destroyed === true)
  } catch {
    return true
  }
}
