import { AsyncHop } from '../capture/async-hop'
import type { Moment } from '../capture/response-record'
import type { Trace } from '../capture/trace'
import type { CallSite } from '../source/call-site'
import { callSitesOf } from './call-sites'
import type { Frame } from './frame'
import { originOf, type Run } from './listener-origin'
import { reasonOf } from './reason'

/** A part of the path to a send: calls that were on one stack, innermost first. */
export interface PathSegment {
  /** Why the part before it runs later than this one: `setTimeout`, `await`; `null` for the part that made the send. */
  readonly reason: string | null
  readonly frames: readonly Frame[]
  /** What was handed on here; the same for both paths where they come from one run of one function. */
  readonly hop: AsyncHop | null
}

/** All segments of a path, from the one that made the send. */
export interface AsyncPath {
  readonly segments: readonly PathSegment[]
  /** Whether it leads back to the beginning of the response's own request. */
  readonly isComplete: boolean
}

/**
 * The path to a moment of the request that keeps `trace`: the calls on its stack, then those that handed the work on, back
 * to the request's beginning. It ends where the work of another request, or of none, takes over: what runs there, a pool
 * or a queue, does not know whom it works for. Where nothing was followed, V8 still knows who awaits. A listener that an event
 * of the request has called goes on with who registered it, where another stack of the request shows that.
 *
 * @param others other moments of the request.
 */
export function asyncPathOf(
  moment: Pick<Moment, 'stack' | 'hop'>,
  trace: Trace | undefined,
  frameOf: (call: CallSite) => Frame,
  others: readonly Pick<Moment, 'stack' | 'hop'>[] = [],
): AsyncPath {
  const segments: PathSegment[] = []
  // What Node's own code has handed on since the latest part that is shown, latest first.
  let unseen: string[] = []
  // What has led to the run of the latest part that is shown.
  let run: AsyncHop | null = null
  const add = (reason: string | null, calls: readonly CallSite[], hop: AsyncHop | null) => {
    const frames = calls.filter(call => call.file !== '').map(frameOf)
    const isTelling = frames.some(frame => frame.owner !== 'node')
    if (isTelling || reason === null) append(segments, { reason, frames, hop })
    unseen = isTelling || reason === null ? [] : [...unseen, reason]
    if (unseen.length === 0) run = null
  }

  let calls = stripEventLoopFrames(callSitesOf(moment.stack))
  if (calls.length === 0 && moment.hop === undefined) return { segments, isComplete: false }
  add(null, calls.filter(isRunning), null)
  const follow = (start: AsyncHop | undefined): boolean => {
    let hop = start
    for (; hop?.isOf(trace); hop = hop.from) {
      run ??= hop
      if (hop.isUnrecorded) {
        add('await', calls.filter(isAwaiting), hop)
        continue
      }
      // A path that was too long to be kept whole goes on beyond what it has lost.
      if (hop.isLost) continue
      if (hop.stack === undefined) break
      calls = stripEventLoopFrames(stripHookFrames(callSitesOf(hop.stack)))
      add(reasonOf(hop.type, calls, unseen), calls.filter(isRunning), hop)
    }
    return hop?.isOf(trace) === true && hop.from === undefined
  }
  let isFollowed = follow(moment.hop)
  if (!isFollowed) add('await', calls.filter(isAwaiting), null)
  for (let round = 0; isFollowed && trace !== undefined && round < maxEvents; round++) {
    const listener = listenerOf(segments.at(-1))
    const origin = listener === null ? null : originOf(listener, runsOf(trace, others), frameOf)
    if (origin === null) break
    append(segments, { reason: 'event', frames: origin.frames, hop: run })
    run = null
    isFollowed = follow(origin.hop)
  }
  return { segments, isComplete: isFollowed || isServersOwn(segments.at(-1)) }
}

/** Events in the course of one request, of which each leads to the listener of the next. */
const maxEvents = 4

// The function that an event of the request has called, where nothing else of the path says who had registered it.
function listenerOf(part: PathSegment | undefined): Frame | null {
  return isServersOwn(part) ? null : (part?.frames.findLast(frame => frame.owner !== 'node') ?? null)
}

// The other moments of a request, and the places at which it has handed work on.
function* runsOf(trace: Trace, moments: readonly Pick<Moment, 'stack' | 'hop'>[]): Generator<Run> {
  for (const { stack, hop } of moments) {
    yield { calls: stripEventLoopFrames(callSitesOf(stack)).filter(isRunning), hop }
  }
  for (const stack of trace.stacks.all) {
    const calls = stripEventLoopFrames(stripHookFrames(callSitesOf(stack))).filter(isRunning)
    yield { calls, hop: stack.from instanceof AsyncHop ? stack.from : undefined }
  }
}

function isRunning(call: CallSite): boolean {
  return !call.isAsync
}

function isAwaiting(call: CallSite): boolean {
  return call.isAsync
}

// Node's servers make one response for each call of one of these functions.
// https://github.com/nodejs/node/blob/v24.0.0/lib/_http_server.js#L1065
// https://github.com/nodejs/node/blob/v24.21.0/lib/internal/http2/core.js#L3321
const entries: Readonly<Record<string, string>> = {
  'node:_http_server': 'parserOnIncoming',
  'node:internal/http2/core': 'sessionOnStream',
}

function isServersOwn(part: PathSegment | undefined): boolean {
  const isEntry = (frame: Frame) => frame.function === entries[frame.path]
  return part?.frames.some(isEntry) ?? false
}

// Node's tracking of promises calls our hook; that is not part of the path.
function stripHookFrames(calls: readonly CallSite[]): readonly CallSite[] {
  const first = calls.findIndex(call => !/^node:internal\/(async|promise)_hooks$/.test(call.file))
  return first === -1 ? [] : calls.slice(first)
}

// Node's loops over what is due call whatever runs; whether one of them stands below a continuation differs from run to run.
function stripEventLoopFrames(calls: readonly CallSite[]): readonly CallSite[] {
  const last = calls.findLastIndex(call => !call.isAsync && !isLoop(call))
  return last === -1 ? calls : calls.filter((call, index) => index <= last || !isLoop(call))
}

function isLoop({ file }: CallSite): boolean {
  return file === 'node:internal/process/task_queues' || file === 'node:internal/timers'
}

// A function that awaits ten times in a row makes ten hops, each from the last: the latest await is shown, and the calls.
function append(segments: PathSegment[], part: PathSegment): void {
  const last = segments.at(-1)
  // Node runs microtasks from a function of its own, sometimes.
  const end = last?.frames.findLastIndex(frame => frame.owner !== 'node') ?? -1
  const resumed = last?.frames[end]
  const isSameCall =
    last?.reason === 'await' && part.reason === 'await' && isOneFunction(resumed, part.frames[0])
  if (last === undefined || !isSameCall) segments.push(part)
  else
    segments[segments.length - 1] = {
      ...part,
      frames: [...last.frames.slice(0, end + 1), ...part.frames.slice(1)],
    }
}

function isOneFunction(one: Frame | undefined, other: Frame | undefined): boolean {
  return one !== undefined && one.path === other?.path && one.function === other.function
}
