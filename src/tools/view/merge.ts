import type { Conflict } from '../../report/conflict'
import { conflictIn } from '../report-reader'
import { compareTimes, Runs } from './runs'

/** A file of reports, one JSON object a line. */
export interface ReportFile {
  readonly name: string
  readonly text: string
}

/** A bug, put together from the reports of all processes that saw it. */
export interface Group {
  readonly fingerprint: string
  /** The report that is shown: the most exact, of these the latest. */
  shown: Conflict
  occurrences: number
  processes: number
  firstSeen: string
  lastSeen: string
  readonly routes: Set<string>
  /** Whether there were more of them than are kept. */
  hasMoreRoutes: boolean
  readonly nodes: Set<string>
}

/** All bugs of some files, the most frequent first, and how many lines told of none. */
export interface Merged {
  readonly groups: readonly Group[]
  readonly reports: number
  readonly malformed: number
  readonly processes: number
}

/** Routes of one bug that are kept: without a route's pattern they are paths, and as many as clients like. */
export const maxRoutes = 20

/** Groups the reports of many processes and machines by bug. */
export function merge(files: readonly ReportFile[]): Merged {
  const bugs = new Map<string, { group: Group; runs: Runs }>()
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
      // Files that were put together, or a last word that says nothing new.
      const identity = identityOf(conflict)
      if (seen.has(identity)) continue
      seen.add(identity)
      processes.add(JSON.stringify([name, conflict.process.pid, conflict.process.thread]))
      const bug = bugs.get(conflict.fingerprint) ?? { group: groupOf(conflict), runs: new Runs() }
      bugs.set(conflict.fingerprint, bug)
      add(bug.group, conflict)
      bug.runs.add(name, conflict)
    }
  const groups = [...bugs.values()].map(({ group, runs }) => Object.assign(group, runs.total()))
  groups.sort(
    (one, other) => other.occurrences - one.occurrences || compareTimes(other.lastSeen, one.lastSeen),
  )
  return { groups, reports: seen.size, malformed, processes: processes.size }
}

function identityOf({ fingerprint, process, time, occurrence }: Conflict): string {
  return JSON.stringify([fingerprint, process.pid, process.thread, time, occurrence])
}

function groupOf(conflict: Conflict): Group {
  return {
    fingerprint: conflict.fingerprint,
    shown: conflict,
    occurrences: 0,
    processes: 0,
    firstSeen: conflict.time,
    lastSeen: conflict.time,
    routes: new Set(),
    hasMoreRoutes: false,
    nodes: new Set([conflict.process.node]),
  }
}

function add(group: Group, conflict: Conflict): void {
  const { time } = conflict
  if (compareTimes(time, group.firstSeen) < 0) group.firstSeen = time
  if (compareTimes(time, group.lastSeen) > 0) group.lastSeen = time
  const route = routeOf(conflict)
  if (group.routes.size < maxRoutes) group.routes.add(route)
  else group.hasMoreRoutes ||= !group.routes.has(route)
  group.nodes.add(conflict.process.node)
  const better = exactnessOf(conflict) - exactnessOf(group.shown)
  if (better > 0 || (better === 0 && compareTimes(time, group.shown.time) > 0)) group.shown = conflict
}

/** What was requested: the route's pattern where there is one. */
export function routeOf({ request }: Conflict): string {
  return `${request.method} ${request.route ?? request.path}`
}

function exactnessOf({ first, second }: Conflict): number {
  if (!first.exact) return 0
  return first.path.length > 1 || second.path.length > 1 ? 2 : 1
}
