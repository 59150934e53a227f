import { performance } from 'node:perf_hooks'

/** How much of the time the event loop has had work to do. */
export class BusyTime {
  #since = performance.eventLoopUtilization()

  /** The share since it was last asked, from 0 to 1. */
  share(): number {
    const total = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(total, this.#since)
    this.#since = total
    return utilization
  }
}
