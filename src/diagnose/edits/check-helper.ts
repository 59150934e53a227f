import type { Node, ReturnStatement } from '@babel/types'
import {
  contains,
  expressionOf,
  functionsAround,
  isCall,
  isFunction,
  nameOfCall,
  parentIn,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { ForkSide } from '../shape/side'
import { listOf } from '../syntax/flow'
import { sendsBody } from '../syntax/response-call'
import { type Edit, insertion, replacement } from './edit'

/**
 * Checks what a helper returns that responds only sometimes, and says by `true` or `false` whether it has: `check(req, res)`
 * becomes `if (!check(req, res)) return`. `[]` where it does not say so.
 */
export function checkHelper({ position, path }: ForkSide, later: SyntaxPosition): Edit[] {
  const [helper, ...more] = path.filter(({ frame }) => frame.owner === 'app')
  const response = helper === undefined ? null : syntaxPositionOf(helper.frame)
  const statement = position === null ? null : statementAround(position)
  if (position?.call == null || response === null || more.length > 0 || path[0] !== helper) return []
  const [fn] = functionsAround(response)
  if (fn === undefined || fn.async || statement === null || expressionOf(statement) !== position.call)
    return []
  if (contains(statement, later.offset) || position.offset > later.offset) return []
  const value = valueAfter(response)
  if (value === null || !saysWhetherItResponded(fn.body, value)) return []
  const { source } = position
  const [before, after] = value ? ['if (', ') return'] : ['if (!', ') return']
  const end = position.call.end ?? 0
  return [insertion(source, statement.start ?? 0, before), replacement(source, end, end, after)]
}

// What the helper returns where it has responded: in a statement after that, in the same list.
function valueAfter(response: SyntaxPosition): boolean | null {
  const statement = statementAround(response)
  if (statement === null) return null
  const list = listOf(parentIn(response, statement)) ?? []
  const next = list.slice(list.indexOf(statement) + 1).find(isReturn)
  return next?.argument?.type === 'BooleanLiteral' ? next.argument.value : null
}

// That value is returned right after a response and nowhere else. What else is returned means that there was none: where the
// value is `true`, nothing but `false`.
function saysWhetherItResponded(node: Node, value: boolean): boolean {
  if (isFunction(node)) return true
  const list = listOf(node) ?? []
  const isFine = list.every((statement, index) => {
    if (!isReturn(statement)) return true
    const { argument } = statement
    if (argument?.type === 'BooleanLiteral' && argument.value === value) return isResponse(list[index - 1])
    return !value || argument?.type === 'BooleanLiteral'
  })
  const isAlone = !childrenOf(node).some(child => isReturn(child) && !list.includes(child))
  return isFine && isAlone && childrenOf(node).every(child => saysWhetherItResponded(child, value))
}

function isReturn(node: Node): node is ReturnStatement {
  return node.type === 'ReturnStatement'
}

function isResponse(statement: Node | undefined): boolean {
  const call = statement === undefined ? null : expressionOf(statement)
  return isCall(call) && sendsBody(nameOfCall(call))
}
