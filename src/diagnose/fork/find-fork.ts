import type { Frame } from '../../locate/frame'
import type { LocatedConflict } from '../../locate/locate'
import { syntaxPositionOf } from '../../source/syntax-position'
import { forkInClosures } from './closures'
import { forkInSource } from './common-handler'
import { type Fork, forkAtStep } from './fork'
import { isLater, isSameFunction, isSamePosition } from './frame-comparison'
import { forkInGenerator } from './generator'
import { lineageOf, type Step } from './lineage'
import { forkInPackage } from './package-fork'
import { isInLoop, isIteration, isRepeated } from './repeated'

/** Finds where the paths to both sends part; `null` where that is not known for sure. */
export function forkOf({ first, second }: LocatedConflict): Fork | null {
  const [one, other] = [lineageOf(first), lineageOf(second)]
  const isFollowed = first.isComplete && second.isComplete
  const isOneLine = first.by === null && second.by === null && isSamePosition(first.site, second.site)
  const found = isFollowed
    ? whereTheyPart(one, other, isOneLine ? first.site : null)
    : sameCallers(one, other)
  if (found === null) return forkInSource(first, second) ?? forkInPackage(one, other, [first, second])
  const fork = forkInGenerator(found) ?? found
  const isOneStart = isSamePosition(fork.first, fork.second) || emitsOnBoth(fork)
  return isOneStart ? (forkInClosures(fork) ?? fork) : fork
}

/** Whether each side emits an event there, by a line of its own: what responds was decided by who listens. */
export function emitsOnBoth({ firstPath, secondPath }: Fork): boolean {
  return [firstPath, secondPath].every(
    ([called, listener]) =>
      called?.frame.path === 'node:events' && called.entry === null && listener?.frame.owner === 'app',
  )
}

/** @param line the one call of a method of the response that made both sends, where it was one. */
function whereTheyPart(first: readonly Step[], second: readonly Step[], line: Frame | null): Fork | null {
  let depth = 0
  while (isSameStep(first[depth], second[depth])) depth++
  const fork = (at: number) => forkAtStep(first, second, at)

  const [one, other] = [first[depth], second[depth]]
  if (one !== undefined && other !== undefined && isOneCall(one, other) && one.frame.owner === 'app') {
    if (isLaterTick(one, other)) return fork(lastOfApplication(first, depth - 1))
    // Called for each element of a list, a function has as many calls as there are elements.
    const caller = first[depth - 1]?.frame
    if (caller === undefined || !isIteration(caller))
      return fork(
        isBackwards(one, other, second.slice(depth + 1)) ? beforeRerun(first.slice(0, depth + 1)) : depth,
      )
  }
  const common = first.slice(0, depth).map(step => step.frame)
  const isRerun = line !== null && common.includes(line)
  // Node's own `writeHead` is on the path to what it sends, and not to what it refuses.
  const isEnd = isRerun ? one === undefined || other === undefined : one === other
  if (isRerun && one !== undefined && other !== undefined) return fork(beforeRerun(first.slice(0, depth)))
  const repeated = isEnd
    ? common.findLastIndex(isRepeated)
    : isHandedOnAgain(first.slice(depth), second.slice(depth))
      ? loopOfRun(first.slice(0, depth))
      : -1
  // An interval ran twice where both paths look the same beyond it: one call of a function does not part at one line in two.
  const interval = areTwoListeners(first, second, depth)
    ? -1
    : first.slice(0, depth).findLastIndex(step => step.entry?.reason === 'setInterval')
  if (repeated !== -1 && interval <= repeated) return fork(repeated)
  const last = isEnd ? lastBeforeRerun(first) : depth - 1
  const isOfApplication = (end: number) =>
    common.findLastIndex((frame, index) => index <= end && frame.owner === 'app')
  const found = isOfApplication(last)
  return fork(interval !== -1 && interval <= found ? isOfApplication(interval - 1) : found)
}

// An interval's runs are known by one hop. One run goes on to later lines only.
function isLaterTick({ frame: one, entry }: Step, { frame: other }: Step): boolean {
  return entry?.reason === 'setInterval' && isLater(one, other)
}

function lastOfApplication(steps: readonly Step[], end: number): number {
  return steps.findLastIndex(({ frame }, index) => index <= end && frame.owner === 'app')
}

// One event calls all its listeners, in one run.
function areTwoListeners(first: readonly Step[], second: readonly Step[], depth: number): boolean {
  const [emitter, one, other] = [first[depth - 1], first[depth], second[depth]]
  if (emitter?.frame.path !== 'node:events' || one?.frame.owner !== 'app') return false
  return other?.frame.owner === 'app' && !isSameFunction(one.frame, other.frame)
}

// Both paths are the same to the end: what ran twice was handed on before the outermost run that can run again.
function lastBeforeRerun(steps: readonly Step[]): number {
  return steps.findLastIndex(step => step.entry !== null && step.entry.reason !== 'await') - 1
}

// A method of the response does not respond twice in one call: its line ran twice, though both paths look the same to there.
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

// One function was handed on twice, for the same reason.
function isHandedOnAgain([one, ...first]: readonly Step[], [other, ...second]: readonly Step[]): boolean {
  if (one?.entry == null || one.entry.reason !== other?.entry?.reason) return false
  const isOfApplication = ({ frame }: Step) => frame.owner === 'app'
  const [run, rerun] = [[one, ...first].find(isOfApplication), [other, ...second].find(isOfApplication)]
  return run !== undefined && isSameFunction(run.frame, rerun?.frame)
}

// One call of a function goes on to later lines only, loops apart; what it has started may be there later still.
function isBackwards({ frame: one }: Step, { frame: other }: Step, path: readonly Step[]): boolean {
  const isDeferred = path.some(step => step.entry !== null || step.activation !== null)
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

/** Whether two steps are in one run of what was handed on, as far as is known. */
export function isOneRun(one: Step, other: Step): boolean {
  if ((one.entry === null) !== (other.entry === null)) return false
  if (one.entry !== null && (one.entry.hop === null || one.entry.hop !== other.entry?.hop)) return false
  return one.activation === null || other.activation === null || one.activation === other.activation
}

// Not followed, a function that was called from the same place by the same calls, and has two lines that respond one after
// the other, was one call of it.
function sameCallers(first: readonly Step[], second: readonly Step[]): Fork | null {
  const fork = whereTheyPart(first, second, null)
  if (fork === null || fork.first.path !== fork.second.path) return null
  const isOnStack = [fork.firstPath, fork.secondPath].every(path => path.every(step => step.entry === null))
  const isInOrder = fork.first.line < fork.second.line
  return isOnStack && isInOrder ? { ...fork, from: 'source' } : null
}
