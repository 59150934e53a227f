import type { Node, Statement } from '@babel/types'
import {
  expressionOf,
  functionsAround,
  insideOf,
  isCall,
  nameOfCall,
  parentIn,
  rootOf,
  type SyntaxPosition,
  startOfName,
  statementAround,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import { listOf } from './flow'
import { sendsBody } from './response-call'

/**
 * Whether statements that are reached after a position, in its own function, have a call that sends a body, or that is handed
 * the response.
 *
 * @param root what the call is to be made on, or to be handed: `res`; what it is made on does not matter where it is not given.
 */
export function respondsAfter(position: SyntaxPosition, root?: string): boolean {
  const [fn] = functionsAround(position)
  const path: readonly Node[] = fn === undefined ? position.around : [fn.body, ...insideOf(fn.body, position)]
  const isResponse = (node: Node): boolean =>
    (isCall(node) &&
      ((sendsBody(nameOfCall(node)) && (root === undefined || rootOf(position.source, node) === root)) ||
        node.arguments.some(argument => argument.type === 'Identifier' && argument.name === root))) ||
    childrenOf(node).some(isResponse)
  for (const [depth, node] of [...path.entries()].reverse()) {
    const list = listOf(node)
    if (list === null) continue
    const own = path[depth + 1]
    if (own !== undefined && /^(Return|Throw)Statement$/.test(own.type)) return false
    for (const statement of list.slice(list.indexOf(own as Statement) + 1)) {
      if (isResponse(statement)) return true
      if (/^(Return|Throw)Statement$/.test(statement.type)) return false
      if (/^(Break|Continue)Statement$/.test(statement.type)) break
    }
  }
  return false
}

/** Whether a call that sends a body comes later in the statement of a position: `res.set('x', '1').json(body)`. */
export function respondsInStatement(position: SyntaxPosition, root: string): boolean {
  const isResponse = (node: Node): boolean =>
    (isCall(node) &&
      (startOfName(node) ?? 0) > position.offset &&
      sendsBody(nameOfCall(node)) &&
      rootOf(position.source, node) === root) ||
    childrenOf(node).some(isResponse)
  const [fn] = functionsAround(position)
  const statement = statementAround(position) ?? fn?.body
  return statement !== undefined && isResponse(statement)
}

/** Whether the statement of a position, or one after it in the same list, ends the response by itself: `res.end()`. */
export function endsInList(position: SyntaxPosition, root: string): boolean {
  if (respondsInStatement(position, root)) return true
  const statement = statementAround(position)
  const list = listOf(parentIn(position, statement))
  return (
    list?.slice(list.indexOf(statement as Statement) + 1).some(other => {
      const call = expressionOf(other)
      return isCall(call) && sendsBody(nameOfCall(call)) && rootOf(position.source, call) === root
    }) === true
  )
}
