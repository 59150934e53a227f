import { enterContext, enterTimer } from './async-context'
import type { AsyncHop } from './async-hop'
import type { HopMaker } from './hop-maker'
import { NodeTicks, type Tick } from './node-ticks'
import type { Timer } from './request-contexts'
import { kindOf } from './resource-kinds'

/** What Node calls a `Timeout`, as far as it is read when it is announced. */
interface Timeout extends Timer {
  readonly _repeat?: unknown
  hasRef(): boolean
}

/** Remembers how what Node calls a resource came to be: a tick, a timer, a file that is read. */
export class ResourceHops {
  readonly #hops: HopMaker
  readonly #nodeTicks = new NodeTicks()

  constructor(hops: HopMaker) {
    this.#hops = hops
  }

  /** Remembers one that work has just made, to which `from` led, by calls above `constructorOpt` in the stack. */
  add(
    id: number,
    type: string,
    resource: object,
    from: AsyncHop,
    constructorOpt: (...args: never[]) => unknown,
  ): void {
    if (type === 'TickObject') this.#addTick(id, resource, from, constructorOpt)
    else if (type === 'Timeout') this.#addTimeout(id, resource as Timeout, from, constructorOpt)
    else {
      const hop = this.#hops.next(from, type, constructorOpt)
      if (hop === undefined) return
      // An immediate is announced before it gets its reference.
      if (type === 'Immediate' || kindOf(type) === 'job') enterTimer(id, hop, resource as Timer)
      else enterContext(id, hop)
    }
  }

  #addTick(id: number, tick: Tick, from: AsyncHop, constructorOpt: (...args: never[]) => unknown): void {
    const hop = this.#nodeTicks.isOwn(tick, from, constructorOpt)
      ? from
      : this.#hops.next(
          from,
          'TickObject',
          constructorOpt,
          this.#nodeTicks.stackOfEnd(tick, from, constructorOpt),
        )
    if (hop !== undefined) enterContext(id, hop, 'soon')
  }

  #addTimeout(
    id: number,
    timer: Timeout,
    from: AsyncHop,
    constructorOpt: (...args: never[]) => unknown,
  ): void {
    // A timer of Node's own, as that of a kept-alive connection, never keeps the process running.
    const isTransport = !timer.hasRef()
    const isOwn = isTransport && this.#nodeTicks.isOwnTimer(from, constructorOpt)
    const type = timer._repeat == null ? 'Timeout' : 'Interval'
    const hop = isOwn ? from : this.#hops.next(from, type, constructorOpt)
    if (hop === undefined) return
    if (isTransport) enterContext(id, hop, 'transport')
    else enterTimer(id, hop, timer)
  }
}
