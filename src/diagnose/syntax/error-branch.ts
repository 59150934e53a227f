import type { Expression, Node, Statement } from '@babel/types'
import {
  contains,
  type FunctionNode,
  insideOf,
  isCall,
  nameOfCall,
  type SyntaxPosition,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import { isJump, listOf } from './flow'
import { sendsBody } from './response-call'

/** Whether a name is one that an error bears by convention. */
export function isNameOfError(name: string): boolean {
  return /^(e|er|ex|err|error|exception)$|(Err|Error|Exception)$/.test(name)
}

/** The first parameter of a callback that is called with an error first, `(error, text) => …`; `null` where it has no such name. */
export function errorParameterOf(fn: FunctionNode): string | null {
  const [first] = fn.params
  return first?.type === 'Identifier' && isNameOfError(first.name) ? first.name : null
}

/** Whether a function comes to a position only where a variable of it is set: `if (error) …`, or after `if (!error) return`. */
export function isWhereSet(fn: FunctionNode, position: SyntaxPosition, name: string): boolean {
  const inside = [fn.body as Node, ...insideOf(fn.body, position)]
  return inside.some((node, index) => {
    const inner = inside[index + 1]
    if (node.type === 'IfStatement' || node.type === 'ConditionalExpression')
      return (
        (inner === node.consequent && meansSet(node.test, name)) ||
        (inner === node.alternate && meansUnset(node.test, name))
      )
    if (node.type === 'LogicalExpression')
      return node.operator === '&&' && inner === node.right && meansSet(node.left, name)
    const list = listOf(node)
    const before = list?.slice(0, list.indexOf(inner as Statement)) ?? []
    return before.some(statement => leavesWhereUnset(statement, name))
  })
}

function leavesWhereUnset(statement: Node, name: string): boolean {
  if (statement.type !== 'IfStatement' || !meansUnset(statement.test, name)) return false
  const { consequent } = statement
  return isJump(consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent)
}

function meansSet(test: Expression, name: string): boolean {
  switch (test.type) {
    case 'Identifier':
      return test.name === name
    case 'LogicalExpression':
      return test.operator === '&&' && (meansSet(test.left, name) || meansSet(test.right, name))
    case 'BinaryExpression':
      if (test.operator === 'instanceof') return isVariable(test.left, name)
      return /^!==?$/.test(test.operator)
        ? isVariable(test.left, name) && isNothing(test.right)
        : isMember(test, name)
    case 'UnaryExpression':
      return test.operator === '!' && meansUnset(test.argument, name)
    default:
      return false
  }
}

function meansUnset(test: Expression, name: string): boolean {
  if (test.type === 'UnaryExpression' && test.operator === '!') return isVariable(test.argument, name)
  return (
    test.type === 'BinaryExpression' &&
    /^===?$/.test(test.operator) &&
    isVariable(test.left, name) &&
    isNothing(test.right)
  )
}

// `error.code === 'ENOENT'`
function isMember({ left, operator }: { left: Node; operator: string }, name: string): boolean {
  return /^===?$/.test(operator) && left.type === 'MemberExpression' && isVariable(left.object, name)
}

function isVariable(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}

function isNothing(node: Node): boolean {
  return node.type === 'NullLiteral' || isVariable(node, 'undefined')
}

/**
 * Whether a function that is not always given an error sends a response without one, too: it checks a variable, and has a
 * response where that is not set.
 */
export function respondsWithout(fn: FunctionNode, position: SyntaxPosition, name: string): boolean {
  if (!isChecked(fn.body, name)) return false
  return sendsIn(fn.body).some(offset => {
    const other = { ...position, offset, around: pathTo(fn.body, offset, position) }
    return !isWhereSet(fn, other, name)
  })
}

function isChecked(node: Node, name: string): boolean {
  const test = 'test' in node ? node.test : node.type === 'LogicalExpression' ? node.left : null
  return (
    (test != null && asksWhetherSet(test as Expression, name)) ||
    childrenOf(node).some(child => isChecked(child, name))
  )
}

function asksWhetherSet(test: Expression, name: string): boolean {
  if (test.type === 'LogicalExpression')
    return asksWhetherSet(test.left, name) || asksWhetherSet(test.right, name)
  if (test.type === 'BinaryExpression') return isVariable(test.left, name) && isNothing(test.right)
  return isVariable(test, name) || (test.type === 'UnaryExpression' && isVariable(test.argument, name))
}

function sendsIn(node: Node): number[] {
  const own = isCall(node) && sendsBody(nameOfCall(node)) ? [node.start ?? 0] : []
  return [...own, ...childrenOf(node).flatMap(sendsIn)]
}

function pathTo(within: Node, offset: number, { around }: SyntaxPosition): Node[] {
  const path = around.slice(0, around.indexOf(within) + 1)
  for (let node: Node | undefined = within; node !== undefined; ) {
    node = childrenOf(node).find(child => contains(child, offset))
    if (node !== undefined) path.push(node)
  }
  return path
}
