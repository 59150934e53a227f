import { threadId } from 'node:worker_threads'
import type { Moment } from '../capture/response-record'
import type { Outcome } from '../detect/raw-conflict'
import type { Diagnosis } from '../diagnose/diagnosis'
import type { Frame } from '../locate/frame'
import type { LocatedSide } from '../locate/locate'
import type { BugEntry } from './ledger'
import { messageOf } from './message'

/** A position in the file that the author wrote. Lines and columns count from 1. */
export interface Position {
  line: number
  column: number
}

/** A call in the source. */
export interface Site extends Position {
  /** Relative to the process's working directory when inside it, else absolute. */
  file: string
  function: string
  owner: 'app' | 'package' | 'node'
  /** `express@5.3.0`, where the owner is a package. */
  package?: string
  /** Set where line and column are those of code that was made from the file, and no source map leads back to it. */
  generated?: true
  /** How many calls further out, up to the next that is there, are left out. */
  omitted?: number
}

/** A segment of the path to an attempt: the calls of one tick. */
export interface PathSegment {
  /** What handed the work on to the next segment; `null` for the segment that made the attempt. */
  reason: string | null
  /** Innermost first. */
  frames: Site[]
}

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
  process: { pid: number; thread: number; node: string }
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
  fix: { text: string; edits: { file: string; start: Position; end: Position; text: string }[] }
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
    process: { pid: process.pid, thread: threadId, node: process.version },
    fingerprint,
    occurrence: occurrences,
    request: { ...raw.request, age: since(raw.startTime, raw.second) },
    kind: raw.kind,
    first: { ...sideOf(first, since(raw.startTime, raw.first), raw.first !== undefined), status: raw.status },
    second: {
      ...sideOf(second, since(raw.startTime, raw.second), true),
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
    fix: { text: diagnosis.suggestion, edits: (diagnosis.edits ?? []).map(edit => ({ ...edit })) },
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

function sideOf(side: LocatedSide, at: number | null, exact: boolean): Side {
  return {
    operation: side.operation,
    via: side.via,
    at,
    exact,
    site: side.site === null ? null : siteOf(side.site),
    path: pathOf(side),
  }
}

/** The whole path to an attempt; `null` where it was not recorded. */
export function pathOf({ path }: LocatedSide): PathSegment[] | null {
  return path.length === 0 ? null : path.map(({ reason, frames }) => ({ reason, frames: frames.map(siteOf) }))
}

/** A frame as everybody outside gets it. */
export function siteOf(frame: Frame): Site {
  const { file, line, column, owner } = frame
  return {
    file,
    line,
    column,
    function: frame.function,
    owner,
    ...(owner === 'package' && { package: frame.package }),
    ...(frame.isGenerated && { generated: true }),
  }
}

function since(begun: number, moment: Moment | undefined): number | null {
  const milliseconds = (moment?.time ?? Number.NaN) - begun
  return Number.isNaN(milliseconds) ? null : Math.round(milliseconds * 100) / 100
}
