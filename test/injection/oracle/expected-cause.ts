import type { Node } from '@babel/types'
import type { CauseCode } from '../../../src/diagnose/diagnosis'
import type { Operator } from '../operators/operator'
import { ownAround } from '../syntax/behind'
import type { Shape, Side } from './shape'
import type { Step } from './truth'

/** The causes that are right for a mutant: what it is best called, and what a reader would accept as well. */
export interface Expectation {
  readonly best: readonly CauseCode[]
  readonly accepted: readonly CauseCode[]
}

/** What a mutant's conflict is called, by its shape and by the mistake itself. */
export function expectationOf({ causes: own = [], alsoBest = [] }: Operator, shape: Shape): Expectation {
  const byShape = [...new Set(causesOf(shape))]
  // What a mistake is called by itself is best only where that came of it.
  const best = own.find(code => byShape.includes(code)) ?? byShape[0]
  // Work that takes its time is no deadline, and of two timers either may be one.
  const isOpen = best === 'timeout-race' && (!own.includes(best) || isTimerOnBoth(shape))
  const all = [
    ...(best === undefined ? [] : [best]),
    ...(isOpen ? (['parallel-paths'] as const) : []),
    ...alsoBest,
  ]
  return { best: [...new Set(all)], accepted: [...new Set([...all, ...byShape])] }
}

function isTimerOnBoth({ first, second }: Shape): boolean {
  return first?.isTimer === true && second?.isTimer === true
}

// The most telling code first.
function causesOf(shape: Shape): CauseCode[] {
  const { truth, fork, first, second, handler } = shape
  const codes: CauseCode[] = []
  if (isChained(shape)) codes.push('chained-send')
  if (shape.isChain) codes.push('missing-return')
  if (handler !== null) codes.push('error-after-response')
  if (truth.conflict.kind === 'dropped') codes.push(truth.first === null ? 'not-awaited' : 'two-responders')
  if (truth.first === null && truth.second !== null) codes.push('not-awaited', 'two-responders')
  if (truth.second === null) codes.push('two-responders', 'error-after-response')
  if (isOtherRequest(shape)) codes.push('stale-response')
  if (fork === null || first === null || second === null) return [...codes, ...byOperation(shape)]

  const isOnePlace = fork.first !== null && fork.first === fork.second
  if (isOnePlace) codes.push(...(isRepeating(first) ? (['loop'] as const) : (['callback-twice'] as const)))
  // Two listeners of one event are two callbacks.
  if (isOnePlace && fork.firstPath.at(-1)?.fn !== fork.secondPath.at(-1)?.fn) codes.push('parallel-paths')
  if (first.does === 'next' && second.does === 'next') codes.push('next-twice')
  else if (first.does === 'next' || second.does === 'next') codes.push('next-after-response')
  // What is further down left it to the framework to respond.
  if (isHandedOver(first, fork.firstPath) || isHandedOver(second, fork.secondPath))
    codes.push('two-responders')
  if (areCasesOfOneSwitch(first, second)) codes.push('switch-fallthrough')
  if (areInOneLoop(first, second)) codes.push('loop')
  if (shape.isRerun || (!isOnePlace && areBothCallbacks(first, second))) codes.push('callback-twice')
  if (shape.isHeaderOnly === true) codes.push('late-header')
  const isPartial = !truth.conflict.isEnded && truth.conflict.kind === 'headers'
  if (first.isLater || second.isLater) {
    const isRace = first.isTimer !== second.isTimer || first.hasTimer !== second.hasTimer
    codes.push(isRace ? 'timeout-race' : 'parallel-paths')
    if (first.hasTimer || second.hasTimer) codes.push('timeout-race', 'parallel-paths')
    if (!first.isLater) codes.push('missing-return')
  } else if (!isOnePlace) codes.push('missing-return')
  if (shape.isHeaderOnly === 'possibly') codes.push('late-header')
  if (isPartial && isPartialSend(shape)) codes.push('headers-flushed-early')
  return [...codes, ...byOperation(shape)]
}

function isHandedOver({ does }: Side, path: readonly Step[]): boolean {
  return does === 'next' && path.length === 0
}

function byOperation({ truth: { conflict } }: Shape): CauseCode[] {
  return conflict.kind === 'body' ? ['write-after-end'] : []
}

function isPartialSend({ truth }: Shape): boolean {
  return /^(write|writeHead|flushHeaders)$/.test(truth.conflict.first?.operation ?? '')
}

function isChained({ firstSite, secondSite }: Shape): boolean {
  return (
    firstSite !== null &&
    secondSite !== null &&
    isIn(firstSite.node, secondSite.node) &&
    firstSite.node !== secondSite.node
  )
}

function isIn(inner: Node, outer: Node): boolean {
  return (inner.start ?? 0) >= (outer.start ?? 0) && (inner.end ?? 0) <= (outer.end ?? 0)
}

function isOtherRequest({ truth: { conflict } }: Shape): boolean {
  const { request, second } = conflict
  return request !== null && second.request !== null && second.request !== request
}

const iterating = /^(forEach|map|each|eachSeries|eachLimit|some|every|filter|reduce)$/

function isRepeating({ place, name }: Side): boolean {
  return iterating.test(name) || loopsAround(place).length > 0
}

// Where the second stands behind the first, one turn can come to both.
function areInOneLoop(first: Side, second: Side): boolean {
  const loops = loopsAround(second.place)
  const isBehind = (second.place?.node.start ?? 0) > (first.place?.node.start ?? 0)
  return !isBehind && loopsAround(first.place).some(loop => loops.includes(loop))
}

function loopsAround(place: Side['place']): Node[] {
  return aroundOf(place).filter(({ type }) => /^(For|While|DoWhile)/.test(type))
}

function areCasesOfOneSwitch(first: Side, second: Side): boolean {
  const cases = (side: Side) => aroundOf(side.place).filter(({ type }) => type === 'SwitchCase')
  const switches = (side: Side) => aroundOf(side.place).filter(({ type }) => type === 'SwitchStatement')
  const isShared = switches(first).some(each => switches(second).includes(each))
  return isShared && !cases(first).some(each => cases(second).includes(each))
}

function aroundOf(place: Side['place']): Node[] {
  return place === null ? [] : ownAround(place)
}

function areBothCallbacks(first: Side, second: Side): boolean {
  return first.does === 'callback' && second.does === 'callback' && first.name === second.name
}
