import { AsyncResource } from 'node:async_hooks'
import { performance } from 'node:perf_hooks'
import { clearInterval, setInterval } from 'node:timers'

/** Milliseconds since the process began. Bound at load, so that a test's fake timers do not reach it. */
export const now: () => number = performance.now.bind(performance)

// One for the process, whose one thread all of this takes.
let taken = 0

/** Milliseconds since the process began, less those that tracing took in large pieces: as the application would have had them. */
export function applicationTime(time = now()): number {
  return time - taken
}

/** Runs work of tracing that is too long to count as the application's time. */
export function outsideOfApplicationTime<Result>(work: () => Result): Result {
  const start = now()
  try {
    return work()
  } finally {
    taken += now() - start
  }
}

/**
 * How much of one core this thread has used. The event loop's own word for it counts as busy the time in which another
 * process had the core, so the CPU time that was used is its limit.
 */
export class BusyTime {
  #loop = performance.eventLoopUtilization()
  #cpu = cpuTime()
  #since = now()

  /** The share since it was last asked, from 0 to 1. */
  share(): number {
    const [loop, cpu, time] = [performance.eventLoopUtilization(), cpuTime(), now()]
    const { utilization } = performance.eventLoopUtilization(loop, this.#loop)
    const used = (cpu - this.#cpu) / Math.max(1, time - this.#since)
    this.#loop = loop
    this.#cpu = cpu
    this.#since = time
    return Math.max(0, Math.min(1, utilization, used))
  }
}

// Node 23.9 and 22.19 know a thread's own time; before, other threads of the process are counted too.
const usage = (process as { threadCpuUsage?: typeof process.cpuUsage }).threadCpuUsage ?? process.cpuUsage

/** Milliseconds of CPU. */
function cpuTime(): number {
  const { user, system } = usage.call(process)
  return (user + system) / 1000
}

/** Calls back by the clock, every 200 ms, while it is switched on. It keeps no process alive. */
export class Ticker {
  readonly #onTick: () => void
  // A timer keeps the `AsyncLocalStorage` of the code that sets it: that must not be the request that happens to run.
  readonly #scope = new AsyncResource('headers-trace')
  #timer: NodeJS.Timeout | undefined

  constructor(onTick: () => void) {
    this.#onTick = onTick
  }

  switch(on: boolean): void {
    if (on === (this.#timer !== undefined)) return
    clearInterval(this.#timer)
    this.#timer = on ? this.#scope.runInAsyncScope(() => setInterval(this.#onTick, period)) : undefined
    this.#timer?.unref()
  }
}

/** Milliseconds between two ticks. */
const period = 200
