import {
  expressionOf,
  isCall,
  nameOfCall,
  ownerOfParameter,
  rootOf,
  type SyntaxPosition,
} from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { listOf } from '../syntax/flow'

/**
 * Whether the first response was sent past a framework, with what was taken out of the object that a handler is given:
 * `ctx.res.end()`, `event.node.res.end()`, `reply.raw.end()`, and the framework was not notified. It still has a response of its
 * own to send, so that what is taken out or moved decides which of the two was meant.
 */
export function isSentPastFramework({ first }: Evidence): boolean {
  if (first === null || !isCall(first.call)) return false
  const [object = '', ...members] = rootOf(first.source, first.call).split(/\??\./)
  const owner = ownerOfParameter(first, object.trim())
  return members.length > 0 && owner !== null && !isLeftAround(first)
}

// Koa's `ctx.respond = false`, and Fastify's `reply.hijack()`: in a list of statements that the send is in.
function isLeftAround({ around }: SyntaxPosition): boolean {
  return around.some(node =>
    listOf(node)?.some(statement => {
      const expression = expressionOf(statement)
      return (
        (isCall(expression) && nameOfCall(expression) === 'hijack') ||
        (expression?.type === 'AssignmentExpression' &&
          expression.left.type === 'MemberExpression' &&
          expression.left.property.type === 'Identifier' &&
          expression.left.property.name === 'respond' &&
          expression.right.type === 'BooleanLiteral')
      )
    }),
  )
}
