import type { Frame } from '../locate/frame'
import type { LocatedConflict } from '../locate/locate'
import { appSiteOf } from '../locate/site'
import { functionsAround, syntaxPositionOf } from '../source/syntax-position'
import { commonHandler } from './common-handler'
import { isLater, isSameFunction, isSamePosition } from './frame-comparison'
import { lineageOf, type Step } from './lineage'
import { isInLoop, isIteration, isRepeated } from './repeated'

/** The innermost call of an application function from whose own lines both sends came. */
export interface Fork {
  readonly first: Frame
  readonly second: Frame
  /** The calls that lead to it, the request's beginning first. */
  readonly outer: readonly Step[]
  /** Whether the call was not made by the last of those, but began a run of its own. */
  readonly isRun: boolean
  /** The ways from there to the sends. */
  readonly firstPath: readonly Step[]
  readonly secondPath: readonly Step[]
  /** `source` where only the nesting of functions told, and not the way of the work. */
  readonly from: 'lineage' | 'source'
}

/** Finds where the ways to both sends part; `null` where that is not known for sure. */
export function forkOf({ first, second }: LocatedConflict): Fork | null {
  const one = lineageOf(first)
  const other = lineageOf(second)
  const isOneRequest = first.isComplete && second.isComplete
  const [site, late] = [appSiteOf(first), appSiteOf(second)]
  const isOneLine = first.by === null && second.by === null && isSameSite(site, late)
  const line = isOneLine ? site : null
  const fork = isOneRequest ? whereTheyPart(one, other, line) : sameCallers(one, other)
  const within = fork === null ? null : (withinGenerator(fork) ?? fork)
  if (within !== null && !isSamePosition(within.first, within.second)) return within
  const handler = commonHandler(first, second)
  return within === null || (handler !== null && isNearer(handler, within, one)) ? handler : within
}

/**
 * A generator does not run when it is called: who asks for its next value runs it on, each time anew. Where both ways lead
 * through one, the later at a later line, they part there, and not in what runs it.
 */
function withinGenerator(fork: Fork): Fork | null {
  const [first, second] = [fork.firstPath, fork.secondPath].map(way => way.findIndex(isInGenerator))
  const [one, other] = [fork.firstPath[first ?? -1], fork.secondPath[second ?? -1]]
  if (first === undefined || second === undefined || one === undefined || other === undefined) return null
  if (!isSameFunction(one.frame, other.frame) || !isLater(other.frame, one.frame)) return null
  return {
    ...fork,
    first: one.frame,
    second: other.frame,
    outer: [],
    isRun: true,
    firstPath: fork.firstPath.slice(first + 1),
    secondPath: fork.secondPath.slice(second + 1),
  }
}

// Compiled for older engines, an asynchronous function is a generator, too.
function isInGenerator({ frame, entry }: Step): boolean {
  const spot = frame.owner === 'app' ? syntaxPositionOf(frame) : null
  const fn = spot === null ? undefined : functionsAround(spot)[0]
  if (fn === undefined) return false
  return fn.async ? frame.isMapped && entry === null : 'generator' in fn && fn.generator === true
}

// A library with a queue of its own runs two callbacks on one way, which cannot tell where each was handed over. The source
// can, provided that the way leads through that one call of the handler.
function isNearer(handler: Fork, fork: Fork, way: readonly Step[]): boolean {
  if (isSamePosition(handler.first, handler.second)) return false
  const common = way.slice(0, way.length - fork.firstPath.length)
  return common.some(step => isSameFunction(step.frame, handler.first))
}

function isSameSite(one: Frame | null, other: Frame | null): boolean {
  return one !== null && other !== null && isSamePosition(one, other)
}

/** @param line the one call of a method of the response that made both sends, where it was one. */
function whereTheyPart(first: readonly Step[], second: readonly Step[], line: Frame | null): Fork | null {
  let depth = 0
  while (isSameStep(first[depth], second[depth])) depth++
  const fork = (at: number): Fork | null => {
    const [one, other] = [first[at]?.frame, second[at]?.frame]
    if (one === undefined || other === undefined) return null
    return {
      first: one,
      second: other,
      outer: first.slice(0, at),
      isRun: first[at]?.entry != null,
      firstPath: first.slice(at + 1),
      secondPath: second.slice(at + 1),
      from: 'lineage',
    }
  }

  const [one, other] = [first[depth], second[depth]]
  if (one !== undefined && other !== undefined && isOneCall(one, other) && one.frame.owner === 'app') {
    // Called for each element of a list, a function has as many calls as there are elements.
    const caller = first[depth - 1]?.frame
    if (caller === undefined || !isIteration(caller))
      return fork(
        isBackwards(one, other, second.slice(depth + 1)) ? beforeRerun(first.slice(0, depth + 1)) : depth,
      )
  }
  const common = first.slice(0, depth).map(step => step.frame)
  const isRerun = line !== null && common.includes(line)
  // Node's own `writeHead` is on the way to what it sends, and not to what it refuses.
  const isEnd = isRerun ? one === undefined || other === undefined : one === other
  if (isRerun && one !== undefined && other !== undefined) return fork(beforeRerun(first.slice(0, depth)))
  const repeated = isEnd
    ? common.findLastIndex(isRepeated)
    : isHandedOnAgain(first.slice(depth), second.slice(depth))
      ? loopOfRun(first.slice(0, depth))
      : -1
  if (repeated !== -1) return fork(repeated)
  const last = isEnd ? lastBeforeRerun(first) : depth - 1
  return fork(common.findLastIndex((frame, index) => index <= last && frame.owner === 'app'))
}

// Both ways are the same to the end: what ran twice was handed on before the outermost run that can run again.
function lastBeforeRerun(steps: readonly Step[]): number {
  return steps.findLastIndex(step => step.entry !== null && step.entry.reason !== 'await') - 1
}

// A method of the response does not answer twice in one call: its line ran twice, though both ways look the same to there.
// What ran again is a loop around it, or a function that the application had handed to somebody who called it again.
function beforeRerun(steps: readonly Step[]): number {
  const repeated = loopOfRun(steps)
  if (repeated !== -1) return repeated
  const run = lastRun(steps)
  return steps.findLastIndex(({ frame }, index) => index < run && frame.owner === 'app')
}

// The innermost loop in the lines that ran last, in one go.
function loopOfRun(steps: readonly Step[]): number {
  const repeated = steps.findLastIndex(({ frame }) => isRepeated(frame))
  return repeated >= lastRun(steps) ? repeated : -1
}

function lastRun(steps: readonly Step[]): number {
  return steps.findLastIndex(
    ({ frame, entry }, index) =>
      frame.owner === 'app' && (entry !== null || steps[index - 1]?.frame.owner !== 'app'),
  )
}

// One function was handed on two times, in one way.
function isHandedOnAgain([one, ...first]: readonly Step[], [other, ...second]: readonly Step[]): boolean {
  if (one?.entry == null || one.entry.reason !== other?.entry?.reason) return false
  const isOfApplication = ({ frame }: Step) => frame.owner === 'app'
  const [run, rerun] = [[one, ...first].find(isOfApplication), [other, ...second].find(isOfApplication)]
  return run !== undefined && rerun !== undefined && isSameFunction(run.frame, rerun.frame)
}

// One call of a function goes on to later lines only, loops apart; what it has started may be there later still.
function isBackwards({ frame: one }: Step, { frame: other }: Step, way: readonly Step[]): boolean {
  const isDeferred = way.some(step => step.entry !== null || step.activation !== null)
  return (
    isLater(one, other) &&
    !isDeferred &&
    !isInLoop(syntaxPositionOf(one)) &&
    !isInLoop(syntaxPositionOf(other))
  )
}

function isSameStep(one: Step | undefined, other: Step | undefined): boolean {
  if (one === undefined || other === undefined) return false
  return isSamePosition(one.frame, other.frame) && isOneRun(one, other)
}

function isOneCall(one: Step, other: Step): boolean {
  return isOneRun(one, other) && isSameFunction(one.frame, other.frame)
}

function isOneRun(one: Step, other: Step): boolean {
  if ((one.entry === null) !== (other.entry === null)) return false
  if (one.entry !== null && (one.entry.hop === null || one.entry.hop !== other.entry?.hop)) return false
  return one.activation === null || other.activation === null || one.activation === other.activation
}

// Not followed, a function that was called from the same place by the same calls, and has two lines that answer one after
// the other, was one call of it.
function sameCallers(first: readonly Step[], second: readonly Step[]): Fork | null {
  const fork = whereTheyPart(first, second, null)
  if (fork === null || fork.first.path !== fork.second.path) return null
  const isOnStack = [fork.firstPath, fork.secondPath].every(way => way.every(step => step.entry === null))
  const isInOrder = fork.first.line < fork.second.line
  return isOnStack && isInOrder ? { ...fork, from: 'source' } : null
}
