import { executionAsyncId } from 'node:async_hooks'
import type { AsyncHop } from './async-hop'
import { ReturnOverride } from './return-override'

/**
 * The hops to what will run in each asynchronous context, by Node's number for it. The numbers of a request are forgotten
 * with its trace, or before, when it has too many.
 *
 * Asking Node for the context's resource instead would be simpler, but from then on Node puts a call of its own below each
 * callback, which shows in the application's stacks.
 * https://github.com/nodejs/node/blob/v24.0.0/src/api/callback.cc#L227
 */
const hops = new Map<number, AsyncHop>()

/** Contexts that one request keeps; an endless response gives up its oldest. */
const maxContexts = 512

/** The numbers of one request's contexts. */
export class Contexts {
  readonly #ids: number[] = []
  #count = 0

  /** Remembers how the context of that number came to be; until then it was unknown or another's. */
  enter(id: number, hop: AsyncHop): void {
    const slot = this.#count++ % maxContexts
    const oldest = this.#ids[slot]
    if (oldest !== undefined && oldest !== id) hops.delete(oldest)
    this.#ids[slot] = id
    hops.set(id, hop)
  }

  /** Forgets them all. */
  leave(isOurs: (hop: AsyncHop) => boolean): void {
    for (const id of this.#ids) {
      const hop = hops.get(id)
      if (hop !== undefined && isOurs(hop)) hops.delete(id)
    }
  }
}

/** Forgets how a context came to be. */
export function leaveContext(id: number): void {
  hops.delete(id)
}

/** Writes a hop onto the promise whose continuation will run its work, where no reflection sees it. */
class HopMark extends ReturnOverride {
  #hop: AsyncHop

  constructor(promise: object, hop: AsyncHop) {
    super(promise)
    this.#hop = hop
  }

  static of(promise: object): AsyncHop | undefined {
    return #hop in promise ? promise.#hop : undefined
  }
}

/** Remembers how a promise's continuation came to be. */
export function setPromiseHop(promise: object, hop: AsyncHop): void {
  new HopMark(promise, hop)
}

let continued: AsyncHop | undefined
let continuedIn = 0

/** Says which promise's continuation runs now: Node knows of it only where somebody else has turned its tracking on. */
export function continueFrom(promise: object | undefined): void {
  continued = promise === undefined ? undefined : HopMark.of(promise)
  if (continued !== undefined) continuedIn = executionAsyncId()
}

/** The hop that led to the code that runs now; `undefined` where it was not followed. */
export function currentHop(): AsyncHop | undefined {
  if (continued === undefined) return hops.get(executionAsyncId())
  // A continuation may enter another context for a while: a pool calls back as `AsyncResource.bind` asks.
  const id = executionAsyncId()
  return id === continuedIn ? continued : (hops.get(id) ?? continued)
}
