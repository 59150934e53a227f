import type { AsyncHop } from './async-hop'
import { isSampled } from './is-sampled'
import { recordOn } from './response-record'
import { isInNodes, isOnlyNode, type Stack } from './stack'

/** What Node calls a `TickObject`, as far as it is read. */
export interface Tick {
  readonly callback?: object
  readonly args?: readonly unknown[]
}

/** When a tick is queued: while the request's head is handed over, or once the response has been written out. */
type Phase = 'begun' | 'finished'

/** How often a tick has been seen that is Node's own; `telling` for one whose stack was seen to show more than Node. */
type Seen = number | 'telling'

/** Stacks that are read for this in a process, at most: each tick of Node's takes one or two. */
const maxRead = 64

/** Of so many ticks that are known to be Node's own, the stack of one is read again, which takes as long as ten captures. */
const checkedOf = 512

/**
 * Ticks and timers that Node queues by itself for a request or its response: that the body has ended, that the response has
 * closed. Their stacks show Node alone, so they add nothing to a path, and what they run is taken for work of what queued them.
 * A tick is known by its callback, its request, and when it is queued; the stacks of the first ones, and of one in 512, are read.
 */
export class NodeTicks {
  readonly #ticks: Record<Phase, WeakMap<object, Seen>> = { begun: new WeakMap(), finished: new WeakMap() }
  readonly #ofEnds = new WeakSet<object>()
  readonly #timer = {}
  #left = maxRead

  /** Whether a tick that is queued now, above `constructorOpt` in the stack, adds nothing to the path that `hop` led to. */
  isOwn({ callback, args }: Tick, hop: AsyncHop, constructorOpt: (...args: never[]) => unknown): boolean {
    const isAbout = (given: unknown) => recordOn(given)?.trace?.work === hop.work
    if (callback === undefined || args === undefined || !(isAbout(args[0]) || isAbout(args[1]))) return false
    const phase = hop.work.isFinished ? 'finished' : 'begun'
    // Later, the application's calls may be anywhere on the stack.
    if (phase === 'begun' && hop.from !== undefined) return false
    return this.#isKnown(phase, callback, constructorOpt)
  }

  /** The same of a timer that never kept the process running, as that of a connection which is kept alive. */
  isOwnTimer(hop: AsyncHop, constructorOpt: (...args: never[]) => unknown): boolean {
    return hop.work.isFinished && this.#isKnown('finished', this.#timer, constructorOpt)
  }

  /**
   * The stack of a tick that the end of a response queues: to have it written out. It has been captured, when the head was sent.
   */
  stackOfEnd(
    { callback, args }: Tick,
    { work }: AsyncHop,
    constructorOpt: (...args: never[]) => unknown,
  ): Stack | undefined {
    const { ending } = work
    if (ending === undefined || callback === undefined || !this.#isOfEnd(callback, constructorOpt))
      return undefined
    const { stream } = (args?.[0] ?? {}) as { stream?: unknown }
    if (stream !== ending.socket) return undefined
    work.ending = undefined
    return ending.stack
  }

  // What is given to the callback must not be read before it is known to be Node's.
  #isOfEnd(callback: object, constructorOpt: (...args: never[]) => unknown): boolean {
    if (this.#ofEnds.has(callback)) return true
    if (this.#left-- <= 0 || !isInNodes('node:_http_outgoing', 'end', constructorOpt)) return false
    this.#ofEnds.add(callback)
    return true
  }

  #isKnown(phase: Phase, callback: object, constructorOpt: (...args: never[]) => unknown): boolean {
    const ticks = this.#ticks[phase]
    const seen = ticks.get(callback) ?? 0
    if (seen === 'telling') return false
    if (isSampled(seen, checkedOf)) {
      if (seen === 0 && this.#left-- <= 0) return false
      if (!isOnlyNode(constructorOpt)) {
        ticks.set(callback, 'telling')
        return false
      }
    }
    ticks.set(callback, seen + 1)
    return true
  }
}
