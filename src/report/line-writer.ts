import { listen } from '../capture/process-listener'

/** Bytes that wait for a slow reader at most. A text that does not fit any more is given up, and counted. */
const maxQueuedBytes = 1_000_000

/** Milliseconds after which writing is tried again. */
const retryInterval = 50

/** Milliseconds that a line which is half written may hold the event loop, so that nothing else comes into its middle. */
const lineWait = 10

/**
 * Milliseconds that the end of the process waits for the reader: while it takes nothing, while it takes nothing in the
 * middle of a line, and altogether.
 */
const exitWait = { idle: 250, midLine: 1500, total: 2000 }

/** Milliseconds between two attempts while waiting. */
const step = 1

// Taken at load, so that a test's fake timers do not reach them.
const { setTimeout, clearTimeout } = globalThis

/** What a writer writes to. */
export interface Sink {
  /** Writes what it can without waiting, and says how many bytes. Throws `EAGAIN` where the reader takes none now. */
  writeSome(bytes: Uint8Array): number
  /** Gets what could not be written at all, and why. Nothing waits any more. */
  onError(error: unknown, unwritten: string): void
  /** Gets the number of texts that were given up while the reader took none, when it takes some again. */
  onLost(count: number): void
}

/**
 * Writes texts whole and in their order to where a reader may be slow. What does not go out at once waits in a queue, which
 * is tried again later and at the end of the process. The event loop is held for ten milliseconds at most.
 */
export class LineWriter {
  readonly #sink: Sink
  readonly #queue: Uint8Array[] = []
  #queuedBytes = 0
  /** Bytes of the first in the queue that are written already. */
  #offset = 0
  #lost = 0
  #timer: NodeJS.Timeout | undefined

  constructor(sink: Sink) {
    this.#sink = sink
  }

  write(text: string): void {
    const bytes = Buffer.from(text)
    if (this.#queue.length > 0 && this.#queuedBytes + bytes.length > maxQueuedBytes) {
      this.#lost++
      return
    }
    this.#queue.push(bytes)
    this.#queuedBytes += bytes.length
    // While something waits, the timer sees to it.
    if (this.#timer === undefined) this.#drain()
  }

  /** Waits for the reader, within bounds, until everything is written. For the end of the process. */
  flush(): void {
    let [waited, idle] = [0, 0]
    const patience = () => (this.#offset > 0 ? exitWait.midLine : exitWait.idle)
    while (this.#queue.length > 0 && waited < exitWait.total && idle < patience()) {
      const before = this.#queuedBytes
      this.#writeQueued()
      if (this.#queue.length === 0) break
      sleep(step)
      waited += step
      idle = this.#queuedBytes < before ? 0 : idle + step
    }
    if (this.#queue.length === 0) this.#settle()
  }

  #drain(): void {
    const before = this.#queuedBytes
    this.#writeQueued()
    const hasBegunLine = this.#offset > 0 && this.#queuedBytes < before
    for (let waited = 0; hasBegunLine && this.#offset > 0 && waited < lineWait; waited += step) {
      sleep(step)
      this.#writeQueued()
    }
    if (this.#queue.length === 0) this.#settle()
    else this.#retryLater()
  }

  #writeQueued(): void {
    try {
      for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
        const written = this.#sink.writeSome(next.subarray(this.#offset))
        this.#offset += written
        this.#queuedBytes -= written
        if (this.#offset < next.length) continue
        this.#queue.shift()
        this.#offset = 0
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    const unwritten = Buffer.concat(this.#queue.splice(0)).toString()
    this.#queuedBytes = 0
    this.#offset = 0
    this.#settle()
    this.#sink.onError(error, unwritten)
  }

  #retryLater(): void {
    if (this.#timer === undefined) listen('exit', this.#onExit)
    this.#timer = setTimeout(() => this.#drain(), retryInterval).unref()
  }

  #settle(): void {
    if (this.#timer !== undefined) process.removeListener('exit', this.#onExit)
    clearTimeout(this.#timer)
    this.#timer = undefined
    const lost = this.#lost
    this.#lost = 0
    if (lost > 0) this.#sink.onLost(lost)
  }

  readonly #onExit = () => this.flush()
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
