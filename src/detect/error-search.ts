import diagnostics from 'node:diagnostics_channel'
import { getHeapCodeStatistics } from 'node:v8'
import { now, outsideOfApplicationTime } from '../capture/clock'
import { isBundled } from '../capture/internal-code'
import { reportInternalError } from '../capture/internal-error'
import type { Undo } from '../capture/patch'
import type { Tracer } from '../capture/policy/tracer'
import { RecentMap } from '../capture/recent-map'
import { inspectCalls } from './call-inspection'
import type { HeldValues } from './given-value'

/** Bugs that are remembered as inspected. */
const maxBugs = 500

/** Inspections of one bug, by its innermost calls, which it may share with others: an error handler handles many. */
const maxInspections = 5

/**
 * Milliseconds of CPU that an inspection may take by forecast: in the application's call, while a client may be waiting; in a
 * process whose servers have no client yet, such as a test that injects its requests; and before the first request.
 */
const maxCost = { inCall: 15, withoutClients: 50, beforehand: 60 }

/**
 * Milliseconds of CPU that inspections take before they are charged to the budget: like the loading of modules they belong to
 * the start. So the first bugs of a process do not compete for what is saved up, and are inspected whatever else happens.
 */
const startCredit = 60

/**
 * What an inspection costs, in milliseconds of CPU: V8 announces each script that is loaded, and has to compute a hash of each
 * once. Code that is compiled later is mostly that of known scripts. (Measured on Node 20, 22, 24 and 26 with 116 to 4,000
 * scripts.)
 */
const cost = {
  fixed: 1.5,
  eachScript: 0.012,
  nodesOwnScripts: 14,
  eachMegabyteOfCode: { first: 80, later: 10 },
}

/** Milliseconds for which a forecast is good: to make one takes 0.2, and conflicts may come by the hundred. */
const forecastFor = 500

const connections = 'net.server.socket'

/**
 * Finds the errors that are being handled when a second attempt is made. What an error handler hides is gone when it has
 * returned, and no stack has it; V8's debugger can see it, at a price. So it is asked a few times for each bug, where the price
 * can be paid. Most of the price falls due once, and is paid before the first request.
 */
export class ErrorSearch {
  readonly #tracer: Pick<Tracer, 'canAfford' | 'charge'>
  readonly #inspections = new RecentMap<number, number>(maxBugs)
  /** As they were at the last inspection. */
  #scripts: number | undefined
  #code = codeSize()
  #lastForecast = 0
  #forecastAt = Number.NEGATIVE_INFINITY
  #credit: number
  #hasClients = false

  constructor(tracer: Pick<Tracer, 'canAfford' | 'charge'>) {
    this.#tracer = tracer
    // With a budget of nothing there is none for this, either.
    this.#credit = tracer.canAfford(1) ? startCredit : 0
  }

  /** Prepares for the first inspection when a server of this process listens, or gets its first connection. */
  start(): Undo {
    const prepare = () => {
      try {
        stop()
        this.#hasClients = true
        if (this.#credit > 0 && this.#forecast() <= maxCost.beforehand) this.#inspect()
      } catch (failure) {
        reportInternalError(failure)
      }
    }
    // Most servers listen when the program has run once, and have no client yet.
    const afterStart = setImmediate(() => {
      if (isListening()) prepare()
    }).unref()
    const stop = () => {
      clearImmediate(afterStart)
      diagnostics.unsubscribe(connections, prepare)
    }
    diagnostics.subscribe(connections, prepare)
    return stop
  }

  /**
   * What the running calls hold, innermost call first; `null` where they were not looked for: it would have cost
   * too much, was done often enough, or is not possible here.
   *
   * @param callers the key of the innermost calls.
   */
  find(callers: number): HeldValues | null {
    const count = this.#inspections.get(callers) ?? 0
    // In a bundle it would find what our own functions hold.
    if (isBundled || count >= maxInspections) return null
    if ((this.#credit <= 0 && !this.#tracer.canAfford(0)) || !this.#isAffordable()) return null
    const start = now()
    const held = this.#inspect()
    this.#pay(now() - start)
    if (held !== null) this.#inspections.set(callers, count + 1)
    return held
  }

  #isAffordable(): boolean {
    if (this.#tracer.canAfford(Number.POSITIVE_INFINITY)) return true
    const forecast = this.#forecast()
    const max = this.#hasClients ? maxCost.inCall : maxCost.withoutClients
    return forecast <= max && (this.#credit > 0 || this.#tracer.canAfford(forecast))
  }

  #pay(milliseconds: number): void {
    if (this.#credit > 0) this.#credit -= milliseconds
    else this.#tracer.charge(milliseconds)
  }

  #forecast(): number {
    const time = now()
    if (time - this.#forecastAt < forecastFor) return this.#lastForecast
    this.#forecastAt = time
    this.#lastForecast = this.#forecastNow()
    return this.#lastForecast
  }

  #forecastNow(): number {
    const newCode = Math.max(0, codeSize() - this.#code) / 1e6
    const { first, later } = cost.eachMegabyteOfCode
    return this.#scripts === undefined
      ? cost.fixed + cost.nodesOwnScripts + first * newCode
      : cost.fixed + cost.eachScript * this.#scripts + later * newCode
  }

  #inspect(): HeldValues | null {
    const inspection = outsideOfApplicationTime(inspectCalls)
    if (inspection === undefined) return null
    this.#scripts = inspection.scriptCount
    this.#code = codeSize()
    this.#forecastAt = Number.NEGATIVE_INFINITY
    return inspection
  }
}

function isListening(): boolean {
  return process.getActiveResourcesInfo().some(type => type === 'TCPServerWrap' || type === 'PipeServerWrap')
}

/** Bytes of compiled functions: the nearest to the number of scripts that can be asked for. It takes V8 some 0.2 ms. */
function codeSize(): number {
  return getHeapCodeStatistics().bytecode_and_metadata_size
}
