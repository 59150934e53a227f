import { isSampled } from './is-sampled'
import { OrderedList, type Place } from './ordered-list'

/** Bytes of captured stacks that may be alive at once, of the paths of all open responses together. */
const maxBytes = 8_000_000

/** Bytes that V8 takes for a captured stack, and for each of its frames. (Measured on Node 20 to 26: 48 to 64 a frame.) */
const stackBytes = 300
const frameBytes = 64

/** Of so many stacks the frames of one are counted, which takes as long as ten captures. */
const countedOf = 1024

/** Frames that a stack is taken to have until some have been counted. */
const assumedFrames = 40

/** What keeps stacks, and gives them up when others need the room. */
export interface StackOwner {
  /** Where the pool has it; `undefined` where it does not. */
  place: Place<StackOwner> | undefined
  /** Gives up what is not at the beginning of a path. */
  shrink(): void
  /** Gives up all. */
  clear(): void
}

/**
 * Bounds the stacks that are alive at once. Where there is no room, the responses that have been open for longest give theirs up:
 * first the middle and the end of their paths, then all. How deep stacks are is learned from a few that are counted, as to count
 * one costs as much as to read it.
 */
export class StackPool {
  readonly #whole = new OrderedList<StackOwner>()
  readonly #shrunk = new OrderedList<StackOwner>()
  #alive = 0
  #added = 0
  #bytesEach = stackBytes + assumedFrames * frameBytes

  /** Bytes of all that are alive, about. */
  get bytes(): number {
    return this.#alive * this.#bytesEach
  }

  enter(owner: StackOwner): void {
    owner.place = this.#whole.add(owner)
  }

  leave(owner: StackOwner): void {
    const { place } = owner
    place?.list?.remove(place)
    owner.place = undefined
  }

  /** Counts a stack that is kept, and makes room for it. */
  add(): void {
    this.#alive++
    this.#added++
    while (this.bytes > maxBytes && this.#giveUp()) {}
  }

  /** Counts stacks that were given up. */
  remove(count: number): void {
    this.#alive -= count
  }

  /** Whether the frames of the next stack are to be counted. */
  get isCountDue(): boolean {
    return isSampled(this.#added, countedOf)
  }

  /** Notes how many frames a stack had that was counted. */
  learn(frames: number): void {
    const bytes = stackBytes + frames * frameBytes
    // More is believed sooner than less.
    this.#bytesEach += (bytes > this.#bytesEach ? 0.5 : 0.1) * (bytes - this.#bytesEach)
  }

  #giveUp(): boolean {
    const whole = this.#whole.first
    if (whole !== undefined) {
      this.#move(whole, this.#shrunk)
      whole.shrink()
      return true
    }
    const shrunk = this.#shrunk.first
    if (shrunk === undefined) return false
    // It may keep more again, and is whole then.
    this.#move(shrunk, this.#whole)
    shrunk.clear()
    return true
  }

  #move(owner: StackOwner, list: OrderedList<StackOwner>): void {
    this.leave(owner)
    owner.place = list.add(owner)
  }
}
