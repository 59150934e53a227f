interface Entry<V> {
  readonly value: V
  readonly bytes: number
}

/**
 * Values by key. Beyond a number of entries or of bytes those that were asked for least recently are forgotten; the latest
 * one stays, whatever its size.
 */
export class RecentCache<V> {
  readonly #entries = new Map<string, Entry<V>>()
  readonly #maxEntries: number
  readonly #maxBytes: number
  #bytes = 0

  constructor(maxEntries: number, maxBytes = Number.POSITIVE_INFINITY) {
    this.#maxEntries = maxEntries
    this.#maxBytes = maxBytes
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Keeps a value, which takes about that many bytes. */
  set(key: string, value: V, bytes = 0): V {
    this.delete(key)
    this.#entries.set(key, { value, bytes })
    this.#bytes += bytes
    for (const oldest of this.#entries.keys()) {
      const isWithin = this.#entries.size <= this.#maxEntries && this.#bytes <= this.#maxBytes
      if (isWithin || oldest === key) break
      this.delete(oldest)
    }
    return value
  }

  delete(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0
    this.#entries.delete(key)
  }

  /** The approximate size of its values, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#entries.size
  }
}
