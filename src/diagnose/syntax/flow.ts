import type { Node, Statement } from '@babel/types'
import {
  contains,
  type FunctionNode,
  functionsAround,
  insideOf,
  isFunction,
  isLoop,
  type SyntaxPosition,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'

/** Whether each call of its function that does not throw comes to a position: no condition, no loop, no earlier `return`. */
export function isUnconditional(position: SyntaxPosition): boolean {
  const [fn] = functionsAround(position)
  return fn !== undefined && isSure(fn.body, position)
}

/** Whether a position within a node is come to whenever the node is, unless something throws. */
export function isSure(within: Node, position: SyntaxPosition): boolean {
  const path = [within, ...insideOf(within, position)]
  return path.every((node, index) => {
    const child = path[index + 1]
    return child === undefined || (leadsTo(node, child) && isPassedThrough(node, child))
  })
}

// Whether a node that runs always runs that child of it, too.
function leadsTo(node: Node, child: Node): boolean {
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return node.test === child
    case 'SwitchStatement':
      return node.discriminant === child
    case 'LogicalExpression':
      return node.left === child
    case 'TryStatement':
      return node.block === child || node.finalizer === child
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.right === child
    case 'ForStatement':
      return node.init === child
    case 'WhileStatement':
      return node.test === child
    case 'AssignmentExpression':
      return !/^(&&|\|\||\?\?)=$/.test(node.operator)
    case 'OptionalCallExpression':
      return node.callee === child
    case 'OptionalMemberExpression':
      return node.object === child
    case 'AssignmentPattern':
      return false
    default:
      return !isFunction(node)
  }
}

// Nothing of a list leaves it before that child is come to.
function isPassedThrough(node: Node, child: Node): boolean {
  const list = listOf(node)
  if (list === null) return true
  return !list.slice(0, list.indexOf(child as Statement)).some(mayLeave)
}

/** The statements that stand in a node as a list; `null` where it is none. */
export function listOf(node: Node | undefined): readonly Statement[] | null {
  switch (node?.type) {
    case 'BlockStatement':
    case 'Program':
      return node.body
    case 'SwitchCase':
      return node.consequent
    default:
      return null
  }
}

function mayLeave(node: Node): boolean {
  if (/^(Return|Break|Continue)Statement$/.test(node.type)) return true
  return !isFunction(node) && childrenOf(node).some(mayLeave)
}

export function isJump(statement: Node | undefined): boolean {
  return /^(Return|Throw|Break|Continue)Statement$/.test(statement?.type ?? '')
}

/** What a function's end, put right after a statement of it, would keep from running. */
export interface Skipped {
  /** Statements between the first response's and the second's. */
  readonly between: readonly Statement[]
  /** Statements that run today after the first response in calls that do not come to the second. */
  readonly otherwise: readonly Statement[]
}

/**
 * @param end the last statement that would still run, in the innermost list around `first`, or a branch by itself.
 * @param isThrowing whether the second response throws, so that what comes after it does not run today.
 */
export function skippedAfter(
  fn: FunctionNode,
  first: SyntaxPosition,
  end: Statement,
  second: SyntaxPosition,
  isThrowing: boolean,
): Skipped {
  const path = [fn.body as Node, ...insideOf(fn.body, first)]
  const between: Statement[] = []
  const otherwise: Statement[] = []
  let isPast = false
  for (const [depth, node] of [...path.entries()].reverse()) {
    if (isLoop(node) && !isPast) otherwise.push(...otherTurns(node, path[depth + 1], first))
    const list = listOf(node)
    if (list === null) continue
    const here = list.findIndex(statement => contains(statement, first.offset))
    const from = Math.max(here, list.indexOf(end)) + 1
    const to = list.findIndex(statement => contains(statement, second.offset))
    if (isPast || to < here) {
      if (isPast) otherwise.push(...list.slice(from))
      // Not on the path to the second: the end of a branch in which the first response is.
      else between.push(...list.slice(from))
      continue
    }
    between.push(...list.slice(from, to))
    const other = list[to]
    if (other === undefined || to === here) continue
    between.push(...passedIn(other, second))
    if (isThrowing && isSure(other, second) && !isCaughtIn(other, second)) break
    isPast = true
    otherwise.push(...alternativesIn(other, second), ...list.slice(to + 1))
  }
  return { between, otherwise }
}

// A loop that is left early runs no more of its turns.
function otherTurns(loop: Node, body: Node | undefined, first: SyntaxPosition): readonly Statement[] {
  const list = body === undefined || !isLoop(loop) ? null : listOf(body)
  return list === null ? [] : list.filter(statement => !contains(statement, first.offset))
}

// What stands before the second response in the blocks of one statement.
function passedIn(statement: Statement, second: SyntaxPosition): Statement[] {
  return [statement as Node, ...insideOf(statement, second)].flatMap((node, index, inside) => {
    const list = listOf(node)
    const child = inside[index + 1]
    if (node.type === 'TryStatement' && child !== undefined && node.handler === child) return node.block.body
    return list === null ? [] : list.slice(0, list.indexOf(child as Statement))
  })
}

function alternativesIn(statement: Statement, second: SyntaxPosition): Statement[] {
  const path = [statement as Node, ...insideOf(statement, second)]
  return path.flatMap((node, index) => {
    const list = listOf(node)
    const child = path[index + 1]
    if (list !== null) return list.slice(list.indexOf(child as Statement) + 1)
    // What was tried before it was caught is passed.
    const passed = node.type === 'TryStatement' && node.handler === child ? node.block : null
    return childrenOf(node).filter(
      (other): other is Statement => other !== child && other !== passed && /Statement$/.test(other.type),
    )
  })
}

function isCaughtIn(statement: Statement, second: SyntaxPosition): boolean {
  const path = [statement as Node, ...insideOf(statement, second)]
  return path.some(
    (node, index) => node.type === 'TryStatement' && node.handler != null && path[index + 1] === node.block,
  )
}
