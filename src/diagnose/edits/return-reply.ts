import type { Node } from '@babel/types'
import { appSiteOf } from '../../locate/site'
import {
  expressionOf,
  functionsAround,
  isCall,
  isChainFrom,
  nameOfCall,
  ownerOfParameter,
  rootOf,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { responderOf } from '../sender'
import { sendsBody } from '../syntax/response-call'
import { type Edit, insertion } from './edit'

/**
 * Returns the reply from an asynchronous handler of Fastify, which takes the promise of one that returns nothing for a second,
 * empty response: https://fastify.dev/docs/latest/Reference/Reply/#async-await-and-promises
 */
export function returnReply({ conflict, first }: Evidence): Edit[] {
  if (first?.call == null || appSiteOf(conflict.second) !== null) return []
  if (!/^fastify@/.test(responderOf(conflict.second) ?? '')) return []
  const [fn] = functionsAround(first)
  const statement = statementAround(first)
  const expression = expressionOf(statement)
  if (fn?.async !== true || statement === null || expression === null || !isChainFrom(first.call, expression))
    return []
  // By hand, with `reply.raw`, it is another matter.
  if (ownerOfParameter(first, rootOf(first.source, first.call)) !== fn) return []
  const root = rootOf(first.source, first.call)
  const ends =
    fn.body.type === 'BlockStatement' ? endsOf(fn.body).filter(end => isSentBy(root, end, first)) : []
  return ends.includes(statement) ? ends.map(end => insertion(first.source, end.start ?? 0, 'return ')) : []
}

// The statements after which a function is done.
function endsOf(node: Node | null | undefined): Node[] {
  switch (node?.type) {
    case 'BlockStatement':
      return endsOf(node.body.at(-1))
    case 'IfStatement':
      return [...endsOf(node.consequent), ...endsOf(node.alternate)]
    case 'ExpressionStatement':
      return [node]
    default:
      return []
  }
}

function isSentBy(root: string, statement: Node, { source }: SyntaxPosition): boolean {
  const expression = expressionOf(statement)
  return isCall(expression) && sendsBody(nameOfCall(expression)) && rootOf(source, expression) === root
}
