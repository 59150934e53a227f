import type { Conflict } from '../report/conflict'
import { conflictIn } from '../report/read'

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
  readonly nodes: Set<string>
}

/** All bugs of some files, the most frequent first, and how many lines told of none. */
export interface Merged {
  readonly groups: readonly Group[]
  readonly reports: number
  readonly malformed: number
  readonly processes: number
}

/** One process's telling of one bug: its count only grows. */
interface Run {
  readonly begin: number
  count: number
  readonly since: string
  until: string
}

/** Routes and paths of one bug that are kept. */
const mostRoutes = 50

/** Groups the reports of many processes and machines by bug. */
export function merge(files: readonly ReportFile[]): Merged {
  const bugs = new Map<string, { group: Group; runs: Map<string, Run[]> }>()
  const processes = new Set<string>()
  const seen = new Set<string>()
  let [reports, malformed] = [0, 0]
  for (const { name, text } of files) {
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
      reports++
      const { pid, thread } = conflict.process
      processes.add(`${name}\n${pid}\n${thread}`)
      const bug = bugs.get(conflict.fingerprint)
      if (bug !== undefined) add(bug.group, conflict)
      else bugs.set(conflict.fingerprint, { group: groupOf(conflict), runs: new Map() })
      const runs = bugs.get(conflict.fingerprint)?.runs ?? new Map()
      count(runs, `${name}\n${pid}\n${thread}`, conflict)
    }
  }
  const groups = [...bugs.values()].map(({ group, runs }) => {
    const joined = join(runs)
    group.processes = joined.length
    group.occurrences = joined.reduce((sum, run) => sum + run.count, 0)
    return group
  })
  groups.sort((one, other) => other.occurrences - one.occurrences || compare(other.lastSeen, one.lastSeen))
  return { groups, reports, malformed, processes: processes.size }
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
    routes: new Set([routeOf(conflict)]),
    nodes: new Set([conflict.process.node]),
  }
}

function add(group: Group, conflict: Conflict): void {
  const { time } = conflict
  if (compare(time, group.firstSeen) < 0) group.firstSeen = time
  if (compare(time, group.lastSeen) > 0) group.lastSeen = time
  if (group.routes.size < mostRoutes) group.routes.add(routeOf(conflict))
  group.nodes.add(conflict.process.node)
  const better = exactnessOf(conflict) - exactnessOf(group.shown)
  if (better > 0 || (better === 0 && compare(time, group.shown.time) > 0)) group.shown = conflict
}

/** What was requested: the route's pattern where there is one. */
export function routeOf({ request }: Conflict): string {
  return `${request.method} ${request.route ?? request.path}`
}

function exactnessOf({ first, second }: Conflict): number {
  if (!first.exact) return 0
  return first.path.length > 1 || second.path.length > 1 ? 2 : 1
}

// The number of a process says little: in a container it is often the same after each start. But a process counts from 1.
function count(runs: Map<string, Run[]>, process: string, { occurrence, time }: Conflict): void {
  const ofProcess = runs.get(process) ?? []
  runs.set(process, ofProcess)
  const last = ofProcess.at(-1)
  if (last !== undefined && occurrence > last.count) {
    last.count = occurrence
    last.until = time
  } else ofProcess.push({ begin: occurrence, count: occurrence, since: time, until: time })
}

// A run that does not begin with 1 goes on from another file: the log was rotated.
function join(byProcess: ReadonlyMap<string, Run[]>): Run[] {
  const runsOf = new Map<string, Run[]>()
  for (const [process, runs] of byProcess) {
    const key = process.slice(process.indexOf('\n'))
    runsOf.set(key, [...(runsOf.get(key) ?? []), ...runs])
  }
  return [...runsOf.values()].flatMap(runs => {
    const joined: Run[] = []
    for (const run of runs.sort((one, other) => compare(one.since, other.since) || one.begin - other.begin)) {
      const before =
        run.begin === 1
          ? undefined
          : joined.findLast(other => other.count < run.begin && compare(other.until, run.since) <= 0)
      if (before === undefined) joined.push(run)
      else {
        before.count = run.count
        before.until = run.until
      }
    }
    return joined
  })
}

function compare(one: string, other: string): number {
  return Date.parse(one) - Date.parse(other)
}
