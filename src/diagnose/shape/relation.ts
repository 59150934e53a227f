import type { Node, SwitchCase, SwitchStatement } from '@babel/types'
import {
  contains,
  functionsAround,
  insideOf,
  isFunction,
  isLoop,
  nameOfCall,
  type SyntaxPosition,
} from '../../source/syntax-position'
import type { Fork } from '../fork/fork'
import { isSamePosition } from '../fork/frame-comparison'
import { isRepeated } from '../fork/repeated'
import { isJump, isSure } from '../syntax/flow'
import { commonCallbackOf, resultCallsOf } from './common-callback'
import { isLaterLink } from './later-link'
import type { NextCall } from './next-call'
import { type ForkSide, type ForkSides, inSourceOrder, isOnePosition } from './side'

/** How the two lines belong together in the function in which the paths part. */
export type Relation =
  /** Both calls are chained in one expression. */
  | 'one chain of calls'
  /** In two cases of one `switch`, of which the first runs on. */
  | 'two cases'
  /** In two turns of one loop. */
  | 'two turns'
  /** In two links of one chain of promises. */
  | 'two links'
  /** In a `try` and in its `finally`. */
  | 'finally'
  /** One after the other in one call, and the first in a branch of its own. */
  | 'branch'
  /** One after the other in one call, whenever it comes to the first. */
  | 'sequence'
  /** In two runs of one function that had been handed on. */
  | 'two runs'
  /** On two paths that one call has started. */
  | 'two paths'
  /** One line leads to both, and they part further down, where nothing shows it. */
  | 'further down'
  /** A package called the one, and the `next()` that led to the other. */
  | 'through a package'
  /** No call is known in which they part. */
  | 'unknown'

export function relationOf(
  fork: Fork | null,
  sides: ForkSides | null,
  sites: { readonly first: SyntaxPosition | null; readonly second: SyntaxPosition | null },
  next: { readonly first: NextCall | null; readonly second: NextCall | null },
): Relation {
  // The application's own methods of a response may have the lines that send.
  const areSends = sides !== null && fork?.isOneStart !== true && areOnStack(sides.first, sides.second)
  if (isChained(sites.first, sites.second)) return 'one chain of calls'
  if (areSends && isChained(sides.first.position, sides.second.position)) return 'one chain of calls'
  if (fork === null || sides === null) return 'unknown'
  const { first, second } = sides
  if (isOnePosition(sides)) {
    if (commonCallbackOf(fork, sides, next) !== null) return 'two runs'
    if (isRepeated(fork.first)) return 'two turns'
    return isSamePosition(next.first?.frame, next.second?.frame) ? 'further down' : 'two paths'
  }
  if (casesOf(sides) !== null) return 'two cases'
  if (areInTwoTurns(first, second)) return 'two turns'
  if (isFinallyOf(first.position, second.position)) return 'finally'
  if (isLaterLink(first, second.position)) return linkOf(second.position)
  if (commonCallbackOf(fork, sides, next) !== null || resultCallsOf(sides, next) !== null) return 'two runs'
  if (isBesideWork(fork, sides)) return 'branch'
  if (fork.isOneStart || first.isDeferred || second.isDeferred || isInOneWait(sides)) return 'two paths'
  return isSequence(sides) ? 'sequence' : 'branch'
}

// A branch responded or started what does, and the function went on to the other response: nothing returned from the branch.
function isBesideWork({ isOneStart }: Fork, sides: ForkSides): boolean {
  const { first, second } = sides
  if (isOneStart || first.isDeferred === second.isDeferred || isInOneWait(sides)) return false
  const fn = first.position === null ? undefined : functionsAround(first.position)[0]
  const isOneFunction = second.position !== null && functionsAround(second.position)[0] === fn
  return isOneFunction && !isSequence(sides)
}

// A chain of promises is one, too: what it calls later responds on paths of its own.
function areOnStack(...sides: readonly ForkSide[]): boolean {
  return sides.every(
    ({ path, isFollowed }) =>
      isFollowed && path.every(step => step.entry === null && step.activation === null),
  )
}

/** Whether the second call is chained to the first: `res.sendStatus(200).json(…)`. */
export function isChained(first: SyntaxPosition | null, second: SyntaxPosition | null): boolean {
  if (first?.call == null || second?.call == null || first.source !== second.source) return false
  const { callee } = second.call
  if (first.call === second.call || !contains(callee, first.call.start ?? -1)) return false
  return (first.call.end ?? 0) <= (callee.end ?? 0)
}

/** The `switch` in which both sides are in cases of their own, the first running on; `null` where it is not so. */
export function casesOf(sides: ForkSides): {
  readonly choice: SwitchStatement
  readonly from: SwitchCase
} | null {
  const [one, other] = inSourceOrder(sides, { first: sides.first.position, second: sides.second.position })
  if (one === null || other === null || one.source !== other.source) return null
  if (functionsAround(one)[0] !== functionsAround(other)[0]) return null
  const choice = one.around.findLast(
    (node): node is SwitchStatement => node.type === 'SwitchStatement' && other.around.includes(node),
  )
  const from = choice?.cases.find(candidate => contains(candidate, one.offset))
  const to = choice?.cases.find(candidate => contains(candidate, other.offset))
  if (choice === undefined || from === undefined || to === undefined || from === to) return null
  const passed = choice.cases.slice(choice.cases.indexOf(from), choice.cases.indexOf(to))
  if (passed.length === 0 || passed.some(({ consequent }) => isJump(lastOf(consequent)))) return null
  return { choice, from }
}

/** The last statement of a case, in its block where it has one. */
export function lastOf(consequent: SwitchCase['consequent']) {
  const last = consequent.at(-1)
  return last?.type === 'BlockStatement' ? last.body.at(-1) : last
}

// In one turn of a loop a function goes on to later lines only, and to one of the branches of an `if`.
function areInTwoTurns({ position: first }: ForkSide, { position: second, path }: ForkSide): boolean {
  if (first === null || second === null) return false
  const inside = first.around.filter(node => second.around.includes(node))
  const fn = inside.findLastIndex(isFunction)
  const turn = inside.findLastIndex((node, index) => index > fn && isLoop(node))
  const choice = inside.at(-1)
  if (turn === -1) return false
  const isDeferred = path.some(step => step.entry !== null || step.activation !== null)
  if (first.offset > second.offset && !isDeferred) return true
  if (choice?.type !== 'IfStatement') return false
  const branches = [first, second].map(position => position.around[inside.length])
  return branches.includes(choice.consequent) && branches.includes(choice.alternate as Node)
}

function isFinallyOf(first: SyntaxPosition | null, second: SyntaxPosition | null): boolean {
  return (second?.around ?? []).some(
    (node, index) =>
      node.type === 'TryStatement' &&
      node.finalizer != null &&
      second?.around[index + 1] === node.finalizer &&
      first?.around.includes(node) === true &&
      !first.around.includes(node.finalizer),
  )
}

function linkOf(second: SyntaxPosition | null): Relation {
  return second?.call != null && nameOfCall(second.call) === 'finally' ? 'finally' : 'two links'
}

// `await Promise.all([one(res), other(res)])` starts both.
function isInOneWait({ first: { position: first }, second: { position: second } }: ForkSides): boolean {
  if (first === null || second === null) return false
  const [fn] = functionsAround(first)
  const inside = fn === undefined ? first.around : insideOf(fn, first)
  return inside.some(node => node.type === 'AwaitExpression' && second.around.includes(node))
}

// No condition stands between where the function's lines part and the first of them.
function isSequence(sides: ForkSides): boolean {
  const [earlier, later] = inSourceOrder(sides, {
    first: sides.first.position,
    second: sides.second.position,
  })
  if (earlier === null || later === null) return false
  const inner = earlier.around.find(node => !later.around.includes(node))
  return inner === undefined || isSure(inner, earlier)
}
