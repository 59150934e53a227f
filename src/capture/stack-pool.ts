/** Bytes of captured stacks that may be alive at once, of the paths of all open responses together. */
const maxBytes = 8_000_000

/** Bytes that V8 takes for a captured stack, and for each of its frames. (Measured on Node 20 to 26: 48 to 64 a frame.) */
const stackBytes = 300
const frameBytes = 64

/** Of so many stacks the frames of one are counted. */
const countedOf = 256

/** Frames that a stack is taken to have until some have been counted. */
const assumedFrames = 40

/** What keeps stacks, and gives them up when others need the room. */
export interface StackOwner {
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
  readonly #whole = new Set<StackOwner>()
  readonly #shrunk = new Set<StackOwner>()
  #alive = 0
  #added = 0
  #bytesEach = stackBytes + assumedFrames * frameBytes

  /** Bytes of all that are alive, about. */
  get bytes(): number {
    return this.#alive * this.#bytesEach
  }

  enter(owner: StackOwner): void {
    this.#whole.add(owner)
  }

  leave(owner: StackOwner): void {
    this.#whole.delete(owner)
    this.#shrunk.delete(owner)
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
    return this.#added % countedOf === 0
  }

  /** Notes how many frames a stack had that was counted. */
  learn(frames: number): void {
    const bytes = stackBytes + frames * frameBytes
    // More is believed sooner than less.
    this.#bytesEach += (bytes > this.#bytesEach ? 0.5 : 0.1) * (bytes - this.#bytesEach)
  }

  #giveUp(): boolean {
    const [whole] = this.#whole
    if (whole !== undefined) {
      this.#whole.delete(whole)
      this.#shrunk.add(whole)
      whole.shrink()
      return true
    }
    const [shrunk] = this.#shrunk
    if (shrunk === undefined) return false
    this.#shrunk.delete(shrunk)
    // It may keep more again, and is whole then.
    this.#whole.add(shrunk)
    shrunk.clear()
    return true
  }
}
