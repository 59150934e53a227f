import { executionAsyncId } from 'node:async_hooks'
import { AsyncHop } from './async-hop'
import { ContextTable } from './context-table'
import type { Timer } from './request-contexts'
import { kindOf } from './resource-kinds'
import { ReturnOverride } from './return-override'
import type { RequestWork, Trace } from './trace'

/**
 * The hops to what will run in each asynchronous context, by Node's number for it. Those numbers, and V8's calls of promise
 * hooks, are the thread's, and name nothing that leads to an internal object: so this table and the continuation below are the
 * thread's as well. A request's numbers are forgotten when it waits for nothing more, or before, when it has too many.
 *
 * Asking Node for the context's resource instead would be simpler, but from then on Node puts a call of its own below each
 * callback, which shows in the application's stacks.
 * https://github.com/nodejs/node/blob/v24.0.0/src/api/callback.cc#L227
 */
const hops = new ContextTable<AsyncHop>()

/** Remembers how a context came to be; until then it was unknown, or another request's. */
export function enterContext(id: number, hop: AsyncHop, kind = kindOf(hop.type)): void {
  hops.set(id, hop)
  forget(hop.work, hop.work.contexts.add(id, kind))
}

/** Remembers how a timer's context came to be. */
export function enterTimer(id: number, hop: AsyncHop, timer: Timer): void {
  hops.set(id, hop)
  forget(hop.work, hop.work.contexts.addTimer(id, timer))
}

/** Notes that a promise is settled whose continuation had a context: it has run, or never will. */
export function settleContext(id: number): void {
  const hop = hops.get(id)
  if (hop !== undefined) forget(hop.work, hop.work.contexts.run(id, 'once'))
}

/** The hop to what will run in a context. */
export function hopTo(id: number): AsyncHop | undefined {
  return hops.get(id)
}

/** Forgets how a context came to be. */
export function leaveContext(id: number): void {
  hops.delete(id)
}

/** Forgets the contexts of a request that have run; with `isAll`, also the others. */
export function leaveContextsOf(work: RequestWork, isAll: boolean): void {
  forget(work, work.contexts.clear(isAll))
}

/** Has the contexts of a request that is over known by its trace alone, with which they are forgotten. */
export function handOverContextsOf(work: RequestWork, trace: Trace): void {
  for (const id of work.contexts.clear(true)) {
    const hop = hops.get(id)
    if (hop?.work !== work) continue
    hops.delete(id)
    trace.left ??= new Map()
    trace.left.set(id, hop)
  }
}

// A connection's context has become that of its next request meanwhile.
function forget(work: RequestWork, ids: readonly number[]): void {
  for (const id of ids) if (hops.get(id)?.work === work) hops.delete(id)
}

/** What is written onto a promise whose continuation will run. */
export interface Continuation {
  readonly hop: AsyncHop
  isWaiting: boolean
  /** That of the promise from which this one was derived, while both wait. */
  parent: Continuation | undefined
}

/** Writes it where no reflection sees it. */
class ContinuationMark extends ReturnOverride {
  #continuation: Continuation

  constructor(promise: object, continuation: Continuation) {
    super(promise)
    this.#continuation = continuation
  }

  static of(promise: object): Continuation | undefined {
    return #continuation in promise ? promise.#continuation : undefined
  }
}

/** What is known of a promise's continuation; `undefined` for one that is not followed. */
export function continuationOf(promise: object): Continuation | undefined {
  return ContinuationMark.of(promise)
}

/** Remembers how a promise's continuation came to be, which was derived from another promise, that of `parent`. */
export function setPromiseHop(
  promise: object,
  parent: Continuation | undefined,
  hop: AsyncHop,
): Continuation {
  const continuation = { hop, isWaiting: true, parent }
  new ContinuationMark(promise, continuation)
  hop.work.waitForPromise()
  return continuation
}

function resume(continuation: Continuation | undefined): void {
  if (continuation?.isWaiting !== true) return
  continuation.isWaiting = false
  continuation.hop.work.resumePromise()
  // `await` of what is no promise derives two, of which the first is settled at once and never runs.
  resume(continuation.parent)
  continuation.parent = undefined
}

// V8's promise hooks are the thread's, and say nothing of the continuation that runs but when it begins.
let continued: AsyncHop | undefined
/** The asynchronous id in which it runs; the thread's, as it is. */
let continuedIn = 0

/** Says which promise's continuation runs now: Node knows of it only where somebody else has turned its tracking on. */
export function continueFrom(promise: object | undefined): void {
  const continuation = promise === undefined ? undefined : ContinuationMark.of(promise)
  resume(continuation)
  continued = continuation?.hop
  if (continued !== undefined) continuedIn = executionAsyncId()
}

/** The hop that led to the code that runs now, in what a request had left behind when it was over. */
export function leftHop(trace: Trace | undefined): AsyncHop | undefined {
  const hop = trace?.left?.get(executionAsyncId())
  return hop instanceof AsyncHop ? hop : undefined
}

/** The hop that led to the code that runs now; `undefined` where it was not followed. */
export function currentHop(): AsyncHop | undefined {
  const id = executionAsyncId()
  // A continuation may enter another context for a while: a pool calls back as `AsyncResource.bind` asks.
  if (continued !== undefined && id === continuedIn) return continued
  const hop = hops.get(id)
  if (hop === undefined) return continued
  forget(hop.work, hop.work.contexts.run(id, kindOf(hop.type)))
  return hop
}
