import type { Expression, IfStatement, Node, Statement } from '@babel/types'
import type { Frame } from '../../locate/frame'
import { linesOf } from '../../locate/source-text'
import { isFunction, spotOf } from './spot'

/**
 * What a function does with something that it has found to be true at a frame's position: `gives-up` where it returns
 * and does nothing, `tells` where it returns the very thing, `else` for anything else.
 */
export function useOf(frame: Frame): 'gives-up' | 'tells' | 'else' {
  // The line tells in nearly every case that there is nothing to parse.
  const line = linesOf(frame)?.[frame.line - 1] ?? ''
  if (!/\bif\b/.test(line)) return /\breturn\b|=>/.test(line) ? 'tells' : 'else'
  const spot = spotOf(frame)
  if (spot === null) return 'else'
  const inside = spot.around.slice(spot.around.findLastIndex(isFunction) + 1)
  const index = inside.findLastIndex(
    (node, at) => node.type === 'IfStatement' && node.test === inside[at + 1],
  )
  const choice = inside[index] as IfStatement | undefined
  const isGuard =
    choice !== undefined && inside.slice(index + 1).every(isTrueWith) && isGivingUp(choice.consequent)
  return isGuard ? 'gives-up' : 'else'
}

// Whether an expression is true wherever the part of it that leads to the position is.
function isTrueWith(node: Node, index: number, path: readonly Node[]): boolean {
  const inner = path[index + 1]
  switch (node.type) {
    case 'LogicalExpression':
      return node.operator === '||'
    case 'BinaryExpression':
      return /^={2,3}$/.test(node.operator) && [node.left, node.right].some(isTrue)
    case 'CallExpression':
    case 'OptionalCallExpression':
      return inner === undefined || inner === node.callee
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      // The position is that of the property, and not of what has it.
      return inner === undefined || inner === node.property
    default:
      return node.type === 'Identifier' || node.type === 'ParenthesizedExpression'
  }
}

function isTrue(node: Node): boolean {
  return node.type === 'BooleanLiteral' && node.value
}

function isGivingUp(consequent: Statement): boolean {
  const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent
  return last?.type === 'ReturnStatement' && isNothing(last.argument)
}

// `return next(error)` hands it on.
function isNothing(value: Expression | null | undefined): boolean {
  return value == null || /^(ThisExpression|Identifier|(Boolean|Null)Literal)$/.test(value.type)
}
