import type { Conflict } from '../report/conflict'
import { compareTimes, OccurrenceCount } from './occurrence-count'

/** A bug, put together from the reports of all processes that saw it. */
export interface ReportedBug {
  readonly fingerprint: string
  /** The report that stands for the bug: the most exact, of these the latest. */
  readonly shown: Conflict
  readonly occurrences: number
  readonly processes: number
  /** ISO 8601. */
  readonly firstSeen: string
  readonly lastSeen: string
  /** At most `maxRoutes`. */
  readonly routes: ReadonlySet<string>
  readonly hasMoreRoutes: boolean
  readonly nodes: ReadonlySet<string>
}

/** The most routes kept for one bug. Without a pattern a route is a path, and clients can make up any number of those. */
const maxRoutes = 20

/** Groups the reports of one bug. Those of one file must come in their order. */
export class ReportGroup {
  #shown: Conflict
  #firstSeen: string
  #lastSeen: string
  #hasMoreRoutes = false
  readonly #routes = new Set<string>()
  readonly #nodes = new Set<string>()
  readonly #count = new OccurrenceCount()

  constructor(conflict: Conflict) {
    this.#shown = conflict
    this.#firstSeen = conflict.time
    this.#lastSeen = conflict.time
  }

  add(file: string, conflict: Conflict): void {
    const { time } = conflict
    if (compareTimes(time, this.#firstSeen) < 0) this.#firstSeen = time
    if (compareTimes(time, this.#lastSeen) > 0) this.#lastSeen = time
    const route = routeOf(conflict)
    if (this.#routes.size < maxRoutes) this.#routes.add(route)
    else this.#hasMoreRoutes ||= !this.#routes.has(route)
    this.#nodes.add(conflict.process.node)
    this.#count.add(file, conflict)
    const gain = exactnessOf(conflict) - exactnessOf(this.#shown)
    if (gain > 0 || (gain === 0 && compareTimes(time, this.#shown.time) > 0)) this.#shown = conflict
  }

  build(): ReportedBug {
    return {
      fingerprint: this.#shown.fingerprint,
      shown: this.#shown,
      ...this.#count.total(),
      firstSeen: this.#firstSeen,
      lastSeen: this.#lastSeen,
      routes: this.#routes,
      hasMoreRoutes: this.#hasMoreRoutes,
      nodes: this.#nodes,
    }
  }
}

/** What was requested: the route's pattern where there is one. */
export function routeOf({ request }: Conflict): string {
  return `${request.method} ${request.route ?? request.path}`
}

// Over the budget the path is given up first, and then the first send.
function exactnessOf({ first, second }: Conflict): number {
  if (!first.exact) return 0
  return [first, second].some(({ path }) => (path?.length ?? 0) > 1) ? 2 : 1
}
