import { threadId } from 'node:worker_threads'
import type { Attempt, Outcome } from '../detect/raw-conflict'
import type { Diagnosis } from '../diagnose/diagnosis'
import type { Frame } from '../locate/frame'
import type { LocatedSide } from '../locate/locate'
import { workingDirectory } from '../source/disk'
import { foldPath } from './fold-path'
import type { BugEntry } from './ledger'
import { messageOf } from './message'
import { type RecordedCandidate, type RecordedEdit, recordedEdit } from './recorded-edit'
import { type PathSegment, type Position, pathOf, type Site, siteOf } from './recorded-path'

export type { PathSegment, Position, Site } from './recorded-path'

/** What the two sides of a conflict have in common. */
export interface Side {
  /** The operation of Node: `end`, `writeHead`, `setHeader`. */
  operation: string
  /** What the application called: `res.json`. */
  via: string
  /** Milliseconds since the request began; `null` where that is not known. */
  at: number | null
  /** Whether it was captured at this very response. */
  exact: boolean
  /**
   * The nearest application call; where there is none, that of the package which responded, with owner `package`; `null`
   * where Node itself did. Where something else has sent the application's own request meanwhile, it is where the
   * application waited.
   */
  site: Site | null
  /** From the attempt back to the request; `null` where it was not recorded. */
  path: PathSegment[] | null
}

/** Two attempts to respond to one request. One JSON line of this is the report in machine form. */
export interface Conflict {
  schema: 'headers-trace/1'
  /** ISO 8601. */
  time: string
  process: {
    pid: number
    thread: number
    node: string
    /** Its working directory, which files are relative to. */
    directory?: string
  }
  /** The same for the same bug: across requests, restarts, machines, and lines that shift elsewhere in the file. */
  fingerprint: string
  /** How many times this process has seen the fingerprint. */
  occurrence: number
  request: {
    method: string
    path: string
    route: string | null
    /** Whom it goes to, where it is one that the application makes: `localhost:8080`. */
    host?: string
    /** Milliseconds from the request's beginning to the second attempt; `null` where that is not known. */
    age: number | null
  }
  /** What came too late; `request` where it did for a request that the application makes, whatever it was. */
  kind: 'headers' | 'body' | 'request'
  first: Side & { status: number | null }
  second: Side & { header?: string; outcome: Outcome; code: string | null; droppedBy?: string }
  fork: { function: string; file: string; first: Position; second: Position } | null
  cause: Diagnosis['cause']
  evidence: string[]
  hidden: { name: string; message: string; site: Site | null } | null
  message: string
  fix: {
    text: string
    /** Right as they stand; empty where none is sure to be. */
    edits: RecordedEdit[]
    /** Where there are no edits: changes that are likely to be right, to be tried in this order; left out where there are none. */
    candidates?: RecordedCandidate[]
  }
}

/** Puts the latest occurrence of a bug into the form that everybody outside gets. */
export function conflictOf({
  located,
  diagnosis,
  fingerprint,
  occurrences,
  latest: raw,
}: BugEntry): Conflict {
  const { first, second } = located
  return {
    schema: 'headers-trace/1',
    time: new Date(raw.date).toISOString(),
    process: {
      pid: process.pid,
      thread: threadId,
      node: process.version,
      directory: workingDirectory(),
    },
    fingerprint,
    occurrence: occurrences,
    request: { ...raw.request, age: since(raw.startTime, raw.second) },
    kind: raw.kind,
    first: {
      ...sideOf(first, since(raw.startTime, raw.first), raw.first !== undefined, diagnosis.fork),
      status: raw.status,
    },
    second: {
      ...sideOf(second, since(raw.startTime, raw.second), true, diagnosis.fork),
      ...(raw.second.header !== undefined && { header: raw.second.header }),
      outcome: raw.second.outcome,
      code: raw.second.code,
      ...(raw.second.dropped !== undefined && { droppedBy: raw.second.dropped.by }),
    },
    fork: forkOf(diagnosis.fork),
    cause: diagnosis.cause,
    evidence: [...diagnosis.evidence],
    hidden: hiddenOf(diagnosis.hidden),
    message: messageOf(raw, diagnosis),
    fix: fixOf(diagnosis, [first, second]),
  }
}

function fixOf({ suggestion, edits = [], candidates = [] }: Diagnosis, sides: readonly LocatedSide[]) {
  const recorded = candidates.map(({ text, edits }) => ({
    certain: false as const,
    text,
    edits: edits.map(edit => recordedEdit(edit, sides)),
  }))
  return {
    text: suggestion,
    edits: edits.map(edit => recordedEdit(edit, sides)),
    ...(recorded.length > 0 && { candidates: recorded }),
  }
}

function forkOf(fork: Diagnosis['fork']): Conflict['fork'] {
  if (fork === null) return null
  const position = ({ line, column }: Frame) => ({ line, column })
  return {
    function: fork.function,
    file: fork.first.file,
    first: position(fork.first),
    second: position(fork.second),
  }
}

function hiddenOf(hidden: Diagnosis['hidden']): Conflict['hidden'] {
  return hidden === null
    ? null
    : { name: hidden.name, message: hidden.message, site: hidden.site === null ? null : siteOf(hidden.site) }
}

function sideOf(side: LocatedSide, at: number | null, exact: boolean, fork: Diagnosis['fork']): Side {
  const [site, path] = [side.site === null ? null : siteOf(side.site), pathOf(side)]
  return {
    operation: side.operation,
    via: side.via,
    at,
    exact,
    site,
    path:
      path &&
      foldPath(path, [...(site === null ? [] : [site]), ...(fork === null ? [] : [fork.first, fork.second])]),
  }
}

function since(begun: number, moment: Pick<Attempt, 'time'> | undefined): number | null {
  const milliseconds = (moment?.time ?? Number.NaN) - begun
  return Number.isNaN(milliseconds) ? null : Math.round(milliseconds * 100) / 100
}
