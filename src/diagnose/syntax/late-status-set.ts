import type { Expression, Node, Statement } from '@babel/types'
import {
  type Call,
  contains,
  expressionOf,
  isCall,
  nameOfCall,
  parentIn,
  rootOf,
  type SyntaxPosition,
  startOfName,
  statementAround,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import { isJump, listOf } from './flow'

/** A status that is set after a response: what the source has there, and where. */
export interface LateStatus {
  readonly via: string
  /** Whether it is chained to the call that sent, which is done for no log. */
  readonly isChained: boolean
  readonly at: { readonly line: number; readonly column: number }
}

/**
 * Where a function sets a status right after it has responded at a position: chained to that, or in a statement that is sure to come
 * after it. `null` where it does not, or goes on to use the response, as for a log.
 *
 * @param status the one that was set.
 */
export function lateStatusAfter(position: SyntaxPosition, status: number): LateStatus | null {
  const { source, call } = position
  if (call === null) return null
  const root = rootOf(source, call)
  const chained = position.around.find(node => isCall(node) && node.start === call.start) as Call
  const statement = statementAround(position)
  const isAlone = expressionOf(statement) === chained
  const list = listOf(parentIn(position, statement))
  const after = !isAlone || list === null ? [] : list.slice(list.indexOf(statement as Statement) + 1)
  for (const [index, expression] of [chained, ...after.map(expressionOf)].entries()) {
    const set = expression === null ? null : statusSetIn(expression, root, source.text)
    const isChained = index === 0
    if (set !== null && (!isChained || isAround(set.node, call))) {
      const rest = after.slice(index)
      if (set.value !== status || rest.some(each => mentions(each, root, source.text))) return null
      const via = source.text.slice(set.node.start ?? 0, set.end)
      return {
        via: isChained ? `res.${via.slice(via.lastIndexOf('.') + 1)}` : via,
        isChained,
        at: source.positionOf(set.at),
      }
    }
    const passed = after[index - 1]
    if (passed !== undefined && (isJump(passed) || mentions(passed, root, source.text))) return null
  }
  return null
}

interface StatusSet {
  readonly node: Node
  readonly value: number | null
  /** Where V8 would see it. */
  readonly at: number
  /** The end of what names it. */
  readonly end: number
}

// `res.statusCode = 500`, `res.status(500)`, `reply.code(500)`.
function statusSetIn(expression: Expression, root: string, text: string): StatusSet | null {
  if (expression.type === 'AssignmentExpression') {
    const { left, right } = expression
    if (left.type !== 'MemberExpression' || left.property.type !== 'Identifier') return null
    const isOfRoot = text.slice(left.object.start ?? 0, left.object.end ?? 0) === root
    if (!isOfRoot || left.property.name !== 'statusCode') return null
    return { node: expression, value: numberOf(right), at: left.property.start ?? 0, end: left.end ?? 0 }
  }
  if (!isCall(expression) || !/^(status|code)$/.test(nameOfCall(expression) ?? '')) return null
  const { callee } = expression
  if (!text.slice(callee.start ?? 0, callee.end ?? 0).startsWith(root)) return null
  const [given] = expression.arguments
  return { node: expression, value: numberOf(given), at: startOfName(expression) ?? 0, end: callee.end ?? 0 }
}

function numberOf(node: Node | undefined): number | null {
  return node?.type === 'NumericLiteral' ? node.value : null
}

function isAround(node: Node, call: Node): boolean {
  return node !== call && contains(node, call.start ?? -1)
}

function mentions(node: Node, root: string, text: string): boolean {
  if (!text.slice(node.start ?? 0, node.end ?? 0).includes(root)) return false
  return (
    (node.type === 'Identifier' && node.name === root.replace(/\W.*/, '')) ||
    childrenOf(node).some(child => mentions(child, root, text))
  )
}
