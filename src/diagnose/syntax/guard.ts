import type { Expression, IfStatement, Node, Statement } from '@babel/types'
import type { Frame } from '../../locate/frame'
import { linesOf } from '../../source/source-text'
import { isFunction, syntaxPositionOf } from '../../source/syntax-position'

/** Whether a function seems to return what it has found at a frame's position, going by the line alone. */
export function returnsTheCheck(frame: Frame): boolean {
  const line = lineOf(frame)
  return !/\bif\b/.test(line) && /\breturn\b|=>/.test(line)
}

/** Whether a function may choose there, going by the line alone. */
export function mayBailOut(frame: Frame): boolean {
  return /\bif\b/.test(lineOf(frame))
}

/** Whether a function returns and does nothing more where what it has found at a frame's position is true. */
export function bailsOut(frame: Frame): boolean {
  const spot = syntaxPositionOf(frame)
  if (spot === null) return false
  const inside = spot.around.slice(spot.around.findLastIndex(isFunction) + 1)
  const index = inside.findLastIndex(
    (node, at) => node.type === 'IfStatement' && node.test === inside[at + 1],
  )
  const choice = inside[index] as IfStatement | undefined
  return choice !== undefined && inside.slice(index + 1).every(isTrueWith) && isEnd(choice.consequent)
}

function lineOf(frame: Frame): string {
  return linesOf(frame)?.[frame.line - 1] ?? ''
}

// Whether an expression is true wherever the part of it that leads to the position is.
function isTrueWith(node: Node, index: number, path: readonly Node[]): boolean {
  const inner = path[index + 1]
  switch (node.type) {
    case 'LogicalExpression':
      return (
        node.operator === '||' ||
        (node.operator === '&&' &&
          [node.left, node.right].some(part => part !== inner && isAsked(part, inner)))
      )
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

// `'headersSent' in res && res.headersSent`, `res && res.headersSent`: what has it is there.
function isAsked(node: Node, inner: Node | undefined): boolean {
  if (node.type === 'BinaryExpression') return node.operator === 'in' && node.left.type === 'StringLiteral'
  const isMember = inner?.type === 'MemberExpression' || inner?.type === 'OptionalMemberExpression'
  return (
    isMember &&
    node.type === 'Identifier' &&
    inner.object.type === 'Identifier' &&
    inner.object.name === node.name
  )
}

function isTrue(node: Node): boolean {
  return node.type === 'BooleanLiteral' && node.value
}

function isEnd(consequent: Statement): boolean {
  const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent
  return last?.type === 'ReturnStatement' && isNothing(last.argument)
}

// `return next(error)` hands it on.
function isNothing(value: Expression | null | undefined): boolean {
  return value == null || /^(ThisExpression|Identifier|(Boolean|Null)Literal)$/.test(value.type)
}
