import type { Node } from '@babel/types'
import {
  type Call,
  type FunctionNode,
  insideOf,
  isCall,
  isFunction,
  type SyntaxPosition,
  startOfName,
} from './syntax-position'
import { childrenOf } from './syntax-tree'

/** The outermost function in a function's own lines that a position is in. */
export function closureIn(fn: FunctionNode, position: SyntaxPosition): FunctionNode | undefined {
  return insideOf(fn, position).find(isFunction)
}

type Closure = readonly [SyntaxPosition, FunctionNode | undefined]

/**
 * The positions in a function's own lines that two positions in it belong to: the call that a nested function is handed to,
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

/** Where a function's own lines hand a function on that is nested in it: the call that it is an argument of, else its beginning. */
export function handedOnAt(fn: FunctionNode, closure: FunctionNode, position: SyntaxPosition) {
  return position.source.positionOf(offsetIn(fn, [position, closure]))
}

function offsetIn(fn: FunctionNode, [position, closure]: Closure): number {
  if (closure === undefined) return position.offset
  const { around } = position
  const between = around.slice(around.indexOf(fn) + 1, around.indexOf(closure))
  const call = between.findLast(isCall) ?? callWithName(fn, closure, between.at(-1), position.source.text)
  return (call === undefined ? closure.start : startOfName(call)) ?? position.offset
}

// `const onEnd = () => …` and `function onEnd() {}`, where one call is given it by its name.
function callWithName(
  fn: FunctionNode,
  closure: FunctionNode,
  parent: Node | undefined,
  text: string,
): Call | undefined {
  const own = closure.type === 'FunctionDeclaration' ? closure.id : null
  const id = own ?? (parent?.type === 'VariableDeclarator' ? parent.id : null)
  if (id?.type !== 'Identifier') return undefined
  const [call, ...others] = callsGiven(fn.body, id.name, text)
  return others.length === 0 ? call : undefined
}

function callsGiven(node: Node, name: string, text: string): Call[] {
  // A quick check that saves visiting the tree.
  if (!text.slice(node.start ?? 0, node.end ?? text.length).includes(name)) return []
  const isGiven =
    isCall(node) && node.arguments.some(given => given.type === 'Identifier' && given.name === name)
  return [...(isGiven ? [node] : []), ...childrenOf(node).flatMap(child => callsGiven(child, name, text))]
}
