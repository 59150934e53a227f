import type { Conflict } from '../report/conflict'
import { compareTimes, OccurrenceCount } from './occurrence-count'
import { conflictIn } from './report-schema'

/** A file of reports, one JSON object a line. */
export interface ReportFile {
  readonly name: string
  readonly text: string
}

/** Everything that some files of reports say. */
export interface Reports {
  /** Their names, as given. */
  readonly files: readonly string[]
  /** Each bug once, the most frequent first. */
  readonly bugs: readonly ReportedBug[]
  /** Different reports. */
  readonly reports: number
  /** Lines that are no reports. */
  readonly malformed: number
  readonly processes: number
}

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

/** Routes of one bug that are kept: without a route's pattern they are paths, and as many as clients like. */
export const maxRoutes = 20

/** Reads the reports of many processes and machines, and groups them by bug. Every command reads them here. */
export function readReports(files: readonly ReportFile[]): Reports {
  const bugs = new Map<string, BugBuilder>()
  const processes = new Set<string>()
  const seen = new Set<string>()
  let malformed = 0
  for (const { name, text } of files)
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue
      const conflict = conflictIn(line)
      if (conflict === null) {
        malformed++
        continue
      }
      // Files that were concatenated, or a last report that says nothing new.
      const identity = identityOf(conflict)
      if (seen.has(identity)) continue
      seen.add(identity)
      processes.add(JSON.stringify([name, conflict.process.pid, conflict.process.thread]))
      const bug = bugs.get(conflict.fingerprint) ?? new BugBuilder(conflict)
      bugs.set(conflict.fingerprint, bug)
      bug.add(name, conflict)
    }
  const sorted = [...bugs.values()]
    .map(bug => bug.build())
    .sort((one, other) => other.occurrences - one.occurrences || compareTimes(other.lastSeen, one.lastSeen))
  return {
    files: files.map(({ name }) => name),
    bugs: sorted,
    reports: seen.size,
    malformed,
    processes: processes.size,
  }
}

function identityOf({ fingerprint, process, time, occurrence }: Conflict): string {
  return JSON.stringify([fingerprint, process.pid, process.thread, time, occurrence])
}

class BugBuilder {
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
