import type { Node } from '@babel/types'
import type { Frame } from '../../locate/frame'
import {
  contains,
  type FunctionNode,
  functionsAround,
  ownerOfParameter,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Fork } from '../fork/fork'
import { isSamePosition } from '../fork/frame-comparison'
import type { ForkPlace } from '../fork/handler-end'
import type { Step } from '../fork/lineage'
import { isRepeated } from '../fork/repeated'
import { nameGivenTo } from '../syntax/registration'
import type { NextCall } from './next-call'
import type { ForkSide, ForkSides } from './side'

/** A function that was handed to somebody, and ran on both paths. */
export interface CommonCallback {
  readonly fn: FunctionNode
  /** A line of the function in its first run. */
  readonly frame: Frame
  /** The application's lines that called it; `null` where something else did: a timer, an emitter, a library. */
  readonly firstCall: Frame | null
  readonly secondCall: Frame | null
  /** Whether the fork's line, where it is one and runs again and again, does not hand it on: it listens to what is started there. */
  readonly isListening: boolean
}

/** The function of one call that ran on both paths, having been handed on by the fork or before; `null` where there is none. */
export function commonCallbackOf(
  fork: Fork,
  { first, second }: ForkSides,
  next: { readonly first: NextCall | null; readonly second: NextCall | null },
): CommonCallback | null {
  const others = callbacksOn(second, next.second)
  const isLoop = isSamePosition(first.frame, second.frame) && isRepeated(first.frame)
  for (const one of callbacksOn(first, next.first)) {
    const other = others.find(({ fn }) => fn === one.fn)
    if (other === undefined) continue
    const isOneFunction =
      areOneValue([one, first], [other, second]) ||
      callOneParameter(one, other, first) ||
      isMadeBefore(one.position, fork, first)
    if (!isOneFunction) continue
    if (isLoop && isHandedOnAt(first, one) && ownerOutside(fork, first, one) === null) continue
    return {
      fn: one.fn,
      frame: one.frame,
      firstCall: one.caller,
      secondCall: other.caller,
      isListening: isLoop,
    }
  }
  return null
}

/**
 * The call of the function that was given a callback and called it again, where a loop that is not its own has led to that. `null`
 * where there is none.
 */
export function placeOfOwner(
  fork: Fork,
  sides: ForkSides,
  next: { readonly first: NextCall | null; readonly second: NextCall | null },
): ForkPlace | null {
  const common = commonCallbackOf(fork, sides, next)
  if (common?.firstCall == null || common.secondCall === null || !common.isListening) return null
  const owner = ownerOutside(fork, sides.first, { caller: common.firstCall })
  return owner && { function: owner.function, first: common.firstCall, second: common.secondCall }
}

/**
 * The function that was given what it, or one that is written in it, calls again, where it was called before the fork's loop, and
 * that loop is not its own: a queue's or a pool's. `null` where it is not so.
 */
function ownerOutside(
  { outer }: Fork,
  { position }: ForkSide,
  { caller }: Pick<Callback, 'caller'>,
): Frame | null {
  const called = caller === null ? null : parameterCalledAt(syntaxPositionOf(caller))
  if (called === null || position?.around.includes(called.owner) !== false) return null
  const owner = outer.findLast(({ frame }) => {
    const at = frame.owner === 'app' ? syntaxPositionOf(frame) : null
    return at !== null && functionsAround(at)[0] === called.owner
  })
  return owner?.frame ?? null
}

/**
 * Whether a loop's line hands the function on in each turn. Where it was written in the loop's own call, and the line has
 * neither the function nor its name, what the line starts calls it: it emits an event, and the function listens.
 */
function isHandedOnAt(
  { position }: ForkSide,
  { fn, position: run, caller }: Pick<Callback, 'fn' | 'position' | 'caller'>,
): boolean {
  if (position?.call == null || caller !== null) return true
  const maker = functionsAround(run)[1]
  if (maker === undefined || functionsAround(position)[0] !== maker) return true
  const name = nameGivenTo(run.around.slice(0, run.around.indexOf(fn) + 1))
  return contains(position.call, fn.start ?? 0) || (name !== null && mentions(position.call, name))
}

function mentions(node: Node, name: string): boolean {
  return (
    (node.type === 'Identifier' && node.name === name) ||
    childrenOf(node).some(child => mentions(child, name))
  )
}

interface Callback {
  readonly fn: FunctionNode
  readonly frame: Frame
  readonly position: SyntaxPosition
  readonly caller: Frame | null
}

// The application's functions on a path that were not called by their own name.
function callbacksOn({ frame, path }: ForkSide, next: NextCall | null): Callback[] {
  const callers: readonly Pick<Step, 'frame'>[] = [{ frame }, ...path]
  // What comes after `next()` is the framework's business.
  const end = next === null ? path.length : callers.findIndex(caller => caller.frame === next.frame)
  return path.slice(0, end).flatMap((step, index) => {
    const position = step.frame.owner === 'app' ? syntaxPositionOf(step.frame) : null
    const fn = position === null ? undefined : functionsAround(position)[0]
    const caller = callers[index]?.frame
    if (position === null || fn === undefined || caller === undefined) return []
    const isCalledHere = caller.owner === 'app' && step.entry === null
    if (isCalledHere && parameterCalledAt(syntaxPositionOf(caller)) === null) return []
    return [{ fn, frame: step.frame, position, caller: isCalledHere ? caller : null }]
  })
}

/** The parameter that a call at a position calls, by its name and the function that has it; `null` where it calls none. */
export function parameterCalledAt(
  position: SyntaxPosition | null,
): { readonly name: string; readonly owner: FunctionNode } | null {
  const callee = position?.call?.callee
  if (position === null || callee?.type !== 'Identifier') return null
  const owner = ownerOfParameter(position, callee.name)
  return owner === null ? null : { name: callee.name, owner }
}

// Called by the fork's own lines, a parameter is the same function in one call, no matter which line has made it.
function areOneValue([one, first]: [Callback, ForkSide], [other, second]: [Callback, ForkSide]): boolean {
  if (one.caller !== first.frame || other.caller !== second.frame) return false
  const [called, otherCalled] = [parameterCalledAt(first.position), parameterCalledAt(second.position)]
  return called !== null && called.name === otherCalled?.name && called.owner === otherCalled.owner
}

// Both are called as what the fork's function was given, in functions that are written there.
function callOneParameter(one: Callback, other: Callback, { position }: ForkSide): boolean {
  const [called, otherCalled] = [one, other].map(({ caller }) =>
    caller === null ? null : parameterCalledAt(syntaxPositionOf(caller)),
  )
  const isOne = called != null && called.name === otherCalled?.name && called.owner === otherCalled.owner
  return isOne && position?.around.includes(called.owner) === true
}

// Written in the fork's own call, in one around it, or in none: a helper that is called twice makes its callbacks anew. Where one
// line led to both runs, what is written in its callbacks ran twice, whichever of them it was that was called again.
function isMadeBefore(
  position: SyntaxPosition,
  { outer, first, second }: Fork,
  { position: at }: ForkSide,
): boolean {
  const maker = functionsAround(position)[1]
  if (maker === undefined || at?.around.includes(maker)) return true
  const [fn] = at === null ? [] : functionsAround(at)
  if (isSamePosition(first, second) && fn !== undefined && position.around.includes(fn)) return true
  return outer.some(({ frame }) => {
    const caller = frame.owner === 'app' ? syntaxPositionOf(frame) : null
    return caller !== null && functionsAround(caller).includes(maker)
  })
}

/**
 * The lines that call what a package gave the fork's function for its result, `done(null, false)` and `done(null, user)`, in
 * that function or in one that is written there; `null` where they do not both call the same.
 */
export function resultCallsOf(
  { first, second }: ForkSides,
  next: { readonly first: NextCall | null; readonly second: NextCall | null },
): { readonly first: Frame; readonly second: Frame } | null {
  if (next.first !== null || next.second !== null) return null
  const others = resultCallsOn(second)
  for (const one of resultCallsOn(first)) {
    const other = others.find(({ name, owner }) => name === one.name && owner === one.owner)
    if (other !== undefined) return { first: one.frame, second: other.frame }
  }
  return null
}

function resultCallsOn({ frame, position, path }: ForkSide) {
  return [frame, ...path.map(step => step.frame)].flatMap((caller, index) => {
    const called = path[index]
    const isCalled = called?.frame.owner === 'package' && called.entry === null
    const at = isCalled && caller.owner === 'app' ? (index === 0 ? position : syntaxPositionOf(caller)) : null
    const parameter = parameterCalledAt(at)
    return parameter !== null && position?.around.includes(parameter.owner)
      ? [{ ...parameter, frame: caller }]
      : []
  })
}
