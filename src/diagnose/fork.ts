import type { Frame } from '../locate/frame'
import type { LocatedConflict, LocatedSide } from '../locate/locate'
import { callersOf, lineageOf, type Step } from './lineage'
import {
  type FunctionNode,
  functionsAround,
  isCall,
  isLoop,
  nameOfCall,
  ownerOfParameter,
  rootOf,
  type Spot,
  spotOf,
} from './syntax/spot'

/** The innermost call of an application function from whose own lines both sends came. */
export interface Fork {
  readonly first: Frame
  readonly second: Frame
  /** The calls that lead to it, the request's beginning first. */
  readonly outer: readonly Step[]
  /** Whether the call was not made by the last of those, but began a run of its own. */
  readonly isRun: boolean
  /** The ways from there to the sends. */
  readonly firstWay: readonly Step[]
  readonly secondWay: readonly Step[]
  /** `source` where only the nesting of functions told, and not the way of the work. */
  readonly from: 'lineage' | 'source'
}

/** Finds where the ways to both sends part; `null` where that is not known for sure. */
export function forkOf({ first, second }: LocatedConflict): Fork | null {
  const one = lineageOf(first)
  const other = lineageOf(second)
  const isOneRequest = first.isWhole && second.isWhole
  const isOneLine = first.by === null && second.by === null && isSameSite(first.site, second.site)
  const line = isOneLine ? first.site : null
  const fork = isOneRequest ? whereTheyPart(one, other, line) : sameCallers(one, other)
  const within = fork === null ? null : (withinGenerator(fork) ?? fork)
  if (within !== null && !isSamePlace(within.first, within.second)) return within
  const handler = commonHandler(first, second)
  return within === null || (handler !== null && isNearer(handler, within, one)) ? handler : within
}

/**
 * A generator does not run when it is called: who asks for its next value runs it on, each time anew. Where both ways lead
 * through one, the later at a later line, they part there, and not in what runs it.
 */
function withinGenerator(fork: Fork): Fork | null {
  const [first, second] = [fork.firstWay, fork.secondWay].map(way => way.findIndex(isInGenerator))
  const [one, other] = [fork.firstWay[first ?? -1], fork.secondWay[second ?? -1]]
  if (first === undefined || second === undefined || one === undefined || other === undefined) return null
  if (!isOneFunction(one.frame, other.frame) || !isLater(other.frame, one.frame)) return null
  return {
    ...fork,
    first: one.frame,
    second: other.frame,
    outer: [],
    isRun: true,
    firstWay: fork.firstWay.slice(first + 1),
    secondWay: fork.secondWay.slice(second + 1),
  }
}

// Compiled for older engines, an asynchronous function is a generator, too.
function isInGenerator({ frame, entry }: Step): boolean {
  const spot = frame.owner === 'app' ? spotOf(frame) : null
  const fn = spot === null ? undefined : functionsAround(spot)[0]
  if (fn === undefined) return false
  return fn.async ? frame.isMapped && entry === null : 'generator' in fn && fn.generator === true
}

function isLater(one: Frame, other: Frame): boolean {
  return one.line > other.line || (one.line === other.line && one.column > other.column)
}

// A library with a queue of its own runs two callbacks on one way, which cannot tell where each was handed over. The source
// can, provided that the way leads through that one call of the handler.
function isNearer(handler: Fork, fork: Fork, way: readonly Step[]): boolean {
  if (isSamePlace(handler.first, handler.second)) return false
  const common = way.slice(0, way.length - fork.firstWay.length)
  return common.some(step => isOneFunction(step.frame, handler.first))
}

function isSameSite(one: Frame | null, other: Frame | null): boolean {
  return one !== null && other !== null && isSamePlace(one, other)
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
      firstWay: first.slice(at + 1),
      secondWay: second.slice(at + 1),
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
  return run !== undefined && rerun !== undefined && isOneFunction(run.frame, rerun.frame)
}

// One call of a function goes on to later lines only, loops apart; what it has started may be there later still.
function isBackwards({ frame: one }: Step, { frame: other }: Step, way: readonly Step[]): boolean {
  const isDeferred = way.some(step => step.entry !== null || step.activation !== null)
  return isLater(one, other) && !isDeferred && !isInLoop(spotOf(one)) && !isInLoop(spotOf(other))
}

function isSameStep(one: Step | undefined, other: Step | undefined): boolean {
  if (one === undefined || other === undefined) return false
  return isSamePlace(one.frame, other.frame) && isOneRun(one, other)
}

function isOneCall(one: Step, other: Step): boolean {
  return isOneRun(one, other) && isOneFunction(one.frame, other.frame)
}

function isOneRun(one: Step, other: Step): boolean {
  if ((one.entry === null) !== (other.entry === null)) return false
  if (one.entry !== null && (one.entry.hop === null || one.entry.hop !== other.entry?.hop)) return false
  return one.activation === null || other.activation === null || one.activation === other.activation
}

/** Whether two frames are at one position. */
export function isSamePlace(one: Frame, other: Frame): boolean {
  return one.path === other.path && one.line === other.line && one.column === other.column
}

/** Whether two positions are in the own lines of one function. */
export function isOneFunction(one: Frame, other: Frame): boolean {
  if (one.path !== other.path) return false
  const [spot, otherSpot] = [spotOf(one), spotOf(other)]
  if (spot === null || otherSpot === null)
    return one.function === other.function && one.function !== '<anonymous>'
  const [fn, otherFn] = [functionsAround(spot)[0], functionsAround(otherSpot)[0]]
  return fn !== undefined && fn === otherFn
}

// Not followed, a function that was called from the same place by the same calls, and has two lines that answer one after
// the other, was one call of it.
function sameCallers(first: readonly Step[], second: readonly Step[]): Fork | null {
  const fork = whereTheyPart(first, second, null)
  if (fork === null || fork.first.path !== fork.second.path) return null
  const isOnStack = [fork.firstWay, fork.secondWay].every(way => way.every(step => step.entry === null))
  const isInOrder = fork.first.line < fork.second.line
  return isOnStack && isInOrder ? { ...fork, from: 'source' } : null
}

const iterations = new Set([
  'forEach',
  'map',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'flatMap',
  'reduce',
])

/** Whether a frame calls a function for each element of a list. */
export function isIteration(frame: Frame): boolean {
  const call = spotOf(frame)?.call
  return isCall(call) && call.callee.type !== 'Identifier' && iterations.has(nameOfCall(call) ?? '')
}

/** Whether a frame's position is in a loop of its function, or calls a function for each element of a list. */
export function isRepeated(frame: Frame): boolean {
  return frame.owner === 'app' && (isIteration(frame) || isInLoop(spotOf(frame)))
}

function isInLoop(spot: Spot | null): boolean {
  if (spot === null) return false
  const fn = functionsAround(spot)[0]
  const inside = fn === undefined ? spot.around : spot.around.slice(spot.around.indexOf(fn) + 1)
  return inside.some(isLoop)
}

/**
 * The innermost function that both ways are written in, where the response that they answer is its parameter, or one of a
 * function around it. The response being the same, it was one call of it, however the work went from there: through a
 * pool that was not followed, a queue, an event.
 */
function commonHandler(first: LocatedSide, second: LocatedSide): Fork | null {
  const [ones, others] = [callersOf(first), callersOf(second)].map(frames => frames.flatMap(placeOf))
  for (const one of ones ?? [])
    for (const other of others ?? []) {
      if (one.spot.source !== other.spot.source) continue
      const handler = functionsAround(one.spot).find(fn => other.spot.around.includes(fn))
      if (
        handler === undefined ||
        !(isAnsweredIn(handler, one, first) || isAnsweredIn(handler, other, second))
      )
        continue
      const fork = {
        first: ownLine(one.frame, one.spot, handler),
        second: ownLine(other.frame, other.spot, handler),
      }
      // One line in one call of a function does not answer twice, and the function goes on to later lines: there were two
      // calls of it.
      if (isSamePlace(fork.first, fork.second)) continue
      const areItsOwn = [one.spot, other.spot].every(spot => functionsAround(spot)[0] === handler)
      if (areItsOwn && !isLater(fork.second, fork.first)) continue
      return { ...fork, outer: [], isRun: true, firstWay: [], secondWay: [], from: 'source' }
    }
  return null
}

interface Place {
  readonly frame: Frame
  readonly spot: Spot
}

function placeOf(frame: Frame): Place[] {
  const spot = spotOf(frame)
  return spot === null ? [] : [{ frame, spot }]
}

// Whether what answers there knows the response as a parameter of the handler, or of a function around that.
function isAnsweredIn(handler: FunctionNode, { frame, spot }: Place, { site }: LocatedSide): boolean {
  const call = spot.call
  if (call === null) return false
  const names =
    frame === site
      ? [rootOf(spot.source, call)]
      : call.arguments.flatMap(argument => (argument.type === 'Identifier' ? [argument.name] : []))
  const around = functionsAround(spot)
  return names.some(name => {
    const owner = ownerOfParameter(spot, /^[\w$]*/.exec(name)?.[0] ?? '')
    return owner !== null && around.indexOf(owner) >= around.indexOf(handler)
  })
}

// The place in the function's own lines from which a nested function came to run.
function ownLine(frame: Frame, spot: Spot, handler: FunctionNode): Frame {
  const inside = spot.around.slice(spot.around.indexOf(handler) + 1)
  const nested = inside.findIndex(node => /^(Arrow)?Function/.test(node.type))
  const call = nested === -1 ? null : inside.slice(0, nested).findLast(isCall)
  if (call == null) return { ...frame, function: nameOf(handler) ?? frame.function }
  const name =
    call.callee.type.endsWith('MemberExpression') && 'property' in call.callee
      ? call.callee.property
      : call.callee
  return { ...frame, ...spot.source.positionOf(name.start ?? 0), function: nameOf(handler) ?? '<anonymous>' }
}

function nameOf(fn: FunctionNode): string | null {
  return 'id' in fn ? (fn.id?.name ?? null) : null
}
