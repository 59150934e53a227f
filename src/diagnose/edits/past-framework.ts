import type { Node } from '@babel/types'
import { isCall, nameOfCall, ownerOfParameter, rootOf } from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Evidence } from '../evidence'

/**
 * Whether the first response was sent past a framework, with what was taken out of the object that a handler is given:
 * `ctx.res.end()`, `event.node.res.end()`, `reply.raw.end()`, and the framework was not notified. It still has a response of its
 * own to send, so that what is taken out or moved decides which of the two was meant.
 */
export function isSentPastFramework({ first }: Evidence): boolean {
  if (first === null || !isCall(first.call)) return false
  const [object = '', ...members] = rootOf(first.source, first.call).split(/\??\./)
  const owner = ownerOfParameter(first, object.trim())
  return members.length > 0 && owner !== null && !isLeftIn(owner.body)
}

// Koa's `ctx.respond = false`, and Fastify's `reply.hijack()`.
function isLeftIn(node: Node): boolean {
  const isLeft =
    (node.type === 'AssignmentExpression' &&
      node.left.type === 'MemberExpression' &&
      node.left.property.type === 'Identifier' &&
      node.left.property.name === 'respond' &&
      node.right.type === 'BooleanLiteral') ||
    (isCall(node) && nameOfCall(node) === 'hijack')
  return isLeft || childrenOf(node).some(child => isLeftIn(child))
}
