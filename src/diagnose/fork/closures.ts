import type { Node } from '@babel/types'
import {
  type FunctionNode,
  functionsAround,
  isCall,
  isFunction,
  type SyntaxPosition,
  startOfName,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { Fork } from './fork'
import type { Step } from './lineage'

/**
 * Where one line started both paths, and they go on in two functions written in one call around it, they part there: two
 * listeners of one stream, two callbacks in a library's queue. `null` where they do not.
 */
export function forkInClosures(fork: Fork): Fork | null {
  const [one, other] = [firstOfApplication(fork.firstPath), firstOfApplication(fork.secondPath)]
  if (one === null || other === null || one.source !== other.source) return null
  const callers = [...fork.outer.map(step => step.frame), fork.first].toReversed()
  for (const caller of callers) {
    const position = caller.owner === 'app' ? syntaxPositionOf(caller) : null
    const fn = position === null ? undefined : functionsAround(position)[0]
    if (fn === undefined || !one.around.includes(fn) || !other.around.includes(fn)) continue
    const [closure, otherClosure] = [closureIn(fn, one), closureIn(fn, other)]
    if (closure === undefined || otherClosure === undefined || closure === otherClosure) return null
    const positions = positionsOf(fn, [one, closure], [other, otherClosure])
    return {
      ...fork,
      function: caller.function,
      first: { ...caller, ...positions.first },
      second: { ...caller, ...positions.second },
      isOneStart: true,
    }
  }
  return null
}

function firstOfApplication(path: readonly Step[]): SyntaxPosition | null {
  const step = path.find(({ frame }) => frame.owner === 'app')
  return step === undefined ? null : syntaxPositionOf(step.frame)
}

/** The outermost function in a function's own lines that a position is in. */
export function closureIn(fn: FunctionNode, position: SyntaxPosition): FunctionNode | undefined {
  return position.around.slice(position.around.indexOf(fn) + 1).find(isFunction)
}

type Closure = readonly [SyntaxPosition, FunctionNode | undefined]

/**
 * The positions in a function's own lines that two positions in it belong to: the call that a nested function is written in,
 * and where that is the same for both, the nested functions themselves.
 */
export function positionsOf(fn: FunctionNode, one: Closure, other: Closure) {
  const [at, otherAt] = [offsetIn(fn, one), offsetIn(fn, other)]
  const { source } = one[0]
  if (at !== otherAt) return { first: source.positionOf(at), second: source.positionOf(otherAt) }
  return {
    first: source.positionOf(one[1]?.start ?? one[0].offset),
    second: source.positionOf(other[1]?.start ?? other[0].offset),
  }
}

function offsetIn(fn: FunctionNode, [position, closure]: Closure): number {
  if (closure === undefined) return position.offset
  const { around } = position
  const call = around.slice(around.indexOf(fn) + 1, around.indexOf(closure)).findLast(isCall)
  return (call === undefined ? closure.start : startOfName(call)) ?? position.offset
}

/** A function's name as its source has it; `null` where it has none. */
export function nameOfFunction(fn: Node): string | null {
  return 'id' in fn && fn.id != null && 'name' in fn.id ? String(fn.id.name) : null
}
