import type { Moment } from '../capture/response-record'
import type { InspectedFrame } from '../detect/handled-error'
import type { RawConflict } from '../detect/raw-conflict'
import type { CallSite } from '../source/call-site'
import { filePathOf } from '../source/file-path'
import type { Sources } from '../source/sources'
import { type AsyncPath, asyncPathOf, type PathSegment } from './async-path'
import { callSitesOf } from './call-sites'
import { type Frame, frameOf } from './frame'
import { type HeldError, heldErrorsOf } from './held-error'
import type { LearnedSends } from './learned'
import { sendOf } from './operation'
import { passedTo } from './passed-calls'
import { pipedPath } from './piped-path'
import { programFolder } from './program'
import { type LocatedSite, siteOf } from './site'

/** One side of a conflict, found in the source. */
export interface LocatedSide extends LocatedSite {
  readonly operation: string
  readonly path: readonly PathSegment[]
  /** Set where the site is no send, but where the application waited while something else sent its request. */
  readonly sentWhileWaiting?: true
  /** Whether the path leads back to the beginning of the response's own request. */
  readonly isComplete: boolean
}

/** A conflict whose two sides have been found in the source. */
export interface LocatedConflict {
  readonly raw: RawConflict
  readonly first: LocatedSide
  readonly second: LocatedSide
  /** The errors that calls on the path to the second attempt held; `null` where there was no search for them. */
  readonly held: readonly HeldError[] | null
  /** What the call that made the second attempt held, as far as it was nothing, or yes or no: `authenticated`, `undefined`. */
  readonly given: readonly { readonly variable: string; readonly value: string }[]
}

/**
 * Finds both sides of a conflict in the files that the author wrote. Where nothing but packages is on either path, the one
 * whose program this process runs counts as the application.
 */
export function locate(raw: RawConflict, learned: LearnedSends, sources: Sources): LocatedConflict {
  const located = locateIn(raw, learned, call => frameOf(call, sources))
  const program = isOfApplication(located) ? null : programFolder()
  return program === null ? located : locateIn(raw, learned, call => frameOf(call, sources, { program }))
}

function isOfApplication({ first, second }: LocatedConflict): boolean {
  return [first, second].some(({ path }) =>
    path.some(({ frames }) => frames.some(frame => frame.owner === 'app')),
  )
}

function locateIn(
  raw: RawConflict,
  learned: LearnedSends,
  given: (call: CallSite) => Frame,
): LocatedConflict {
  // What it called is not on the stack: the refused operation.
  const [attempting] = callSitesOf(raw.second.stack)
  const frameOf = (call: CallSite) =>
    given(call === attempting ? { ...call, callee: raw.second.operation } : call)
  const moments = raw.first === undefined ? [raw.second] : [raw.first, raw.second]
  const pathTo = (moment: Pick<Moment, 'stack' | 'hop'>) =>
    asyncPathOf(
      moment,
      raw.trace,
      frameOf,
      moments.filter(other => other !== moment),
    )
  const stack = raw.first === undefined ? learned.sendOf(raw) : undefined
  const first = raw.first ?? (stack === undefined ? undefined : { stack, hop: undefined })
  const sentPath = first === undefined ? { segments: [], isComplete: false } : pathTo(first)
  const firstPath = pipedPath(sentPath, () => raw.pipes.map(pathTo)) ?? sentPath
  const secondPath = pathTo(raw.second)
  const side = ({ segments, isComplete }: AsyncPath, operation: string, other: AsyncPath): LocatedSide => {
    const passed = passedTo(other.segments, segments)
    return {
      operation,
      ...siteOf(segments, operation, raw.target, isComplete, passed),
      path: segments,
      isComplete,
    }
  }
  const second = attempted(side(secondPath, raw.second.operation, firstPath), raw)
  const sent = side(firstPath, sendOf(firstPath.segments, unseen(raw)), secondPath)
  const wait = waitFor(sent, second, raw)
  return {
    raw,
    first: wait === null ? sent : { ...sent, site: wait, sentWhileWaiting: true },
    second,
    held: raw.handled && heldErrorsOf(raw.handled, second.path, frameOf),
    given: raw.given.filter(({ frame }) => isCallAt(frame, second.site)),
  }
}

function isCallAt({ file, line, column }: InspectedFrame, site: Frame | null): boolean {
  return site?.call.line === line && site.call.column === column && site.call.file === filePathOf(file)
}

// Who dropped it is known better than by the calls, which are those of an accessor.
function attempted(side: LocatedSide, { second: { dropped } }: RawConflict): LocatedSide {
  if (dropped?.via == null) return side
  const moved = dropped.at === undefined ? side : movedTo(side, dropped.at)
  return { ...moved, via: dropped.via, by: dropped.by === 'Node' ? null : dropped.by }
}

// Another line of the call that made the side, which called nothing that would be seen.
function movedTo(side: LocatedSide, at: { readonly line: number; readonly column: number }): LocatedSide {
  const { site, path } = side
  const [segment, ...before] = path
  if (site === null || segment === undefined) return side
  const frame: Frame = { ...site, ...at }
  const outer = segment.frames.slice(segment.frames.indexOf(site) + 1)
  return { ...side, site: frame, path: [{ ...segment, frames: [frame, ...outer] }, ...before] }
}

// An end that came after the head is seen from above Node's own call of it, and so is what responds on a stream.
function unseen({ kind, target, second }: RawConflict): string {
  if (kind === 'body' || second.operation === 'write' || second.operation === 'end') return 'end'
  return target === 'stream' ? 'respond' : 'writeHead'
}

// No line of the application sent the request: a pipe did, while what comes second waited for something. The latest place at
// which its work had been handed on by then is where it gave the request out of its hands.
function waitFor(sent: LocatedSide, { path }: LocatedSide, { kind, hopCount }: RawConflict): Frame | null {
  const isByNode = sent.path[0]?.frames.every(frame => frame.owner === 'node') ?? true
  if (kind !== 'request' || !isByNode) return null
  const part = path.find(({ hop }) => hop?.isBefore(hopCount))
  return part?.frames.find(frame => frame.owner === 'app') ?? null
}
