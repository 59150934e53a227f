import { enterContext, enterTimer } from './async-context'
import type { AsyncHop } from './async-hop'
import type { HopMaker } from './hop-maker'
import { NodeTicks } from './node-ticks'
import type { Timer } from './request-contexts'
import { kindOf } from './resource-kinds'
import type { Stack } from './stack'

type Caller = (...args: never[]) => unknown

/** What Node calls a `Timeout`, as far as it is read when it is announced. */
interface Timeout extends Timer {
  readonly _repeat?: unknown
  hasRef(): boolean
}

/** Remembers how what Node calls a resource came to be: a tick, a timer, a file that is read. */
export class ResourceHops {
  readonly #hops: HopMaker
  readonly #nodeTicks = new NodeTicks()
  /** Of the one that is made now: whether it adds nothing to a path, its stack where that was captured before, and whether it is Node's own. */
  #addsNothing = false
  #known: Stack | undefined
  #isTransport = false
  /** Node's word for it, or ours. */
  #type = ''

  constructor(hops: HopMaker) {
    this.#hops = hops
  }

  /** Whether the stack above `constructorOpt` is needed at which work, to which `from` led, makes a resource. Call `add` then. */
  begin(type: string, resource: object, from: AsyncHop, constructorOpt: Caller): boolean {
    this.#type = type
    this.#addsNothing = this.#isTransport = false
    this.#known = undefined
    if (type === 'TickObject') {
      this.#addsNothing = this.#nodeTicks.isOwn(resource, from, constructorOpt)
      if (!this.#addsNothing) this.#known = this.#nodeTicks.stackOfEnd(resource, from, constructorOpt)
    } else if (type === 'Timeout') {
      const timer = resource as Timeout
      // A timer of Node's own, as that of a kept-alive connection, never keeps the process running.
      this.#isTransport = !timer.hasRef()
      this.#addsNothing = this.#isTransport && this.#nodeTicks.isOwnTimer(from, constructorOpt)
      if (timer._repeat != null) this.#type = 'Interval'
    }
    if (this.#addsNothing) return false
    const needsStack = this.#hops.begin(from, this.#type)
    if (!needsStack) this.#known = undefined
    return needsStack && this.#known === undefined
  }

  /** Remembers the resource that was made. */
  add(
    id: number,
    resource: object,
    from: AsyncHop,
    captured: Stack | undefined,
    constructorOpt: Caller,
  ): void {
    const type = this.#type
    const stack = captured ?? this.#known
    this.#known = undefined
    const hop = this.#addsNothing ? from : this.#hops.next(from, type, stack, constructorOpt)
    if (hop === undefined) return
    if (type === 'TickObject') enterContext(id, hop, 'soon')
    else if (this.#isTransport) enterContext(id, hop, 'transport')
    // An immediate is announced before it gets its reference.
    else if (isTimer(type)) enterTimer(id, hop, resource as Timer)
    else enterContext(id, hop)
  }
}

function isTimer(type: string): boolean {
  return type === 'Timeout' || type === 'Interval' || type === 'Immediate' || kindOf(type) === 'job'
}
