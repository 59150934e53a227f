import { isCall, ownerOfParameter, rootOf } from '../../source/syntax-position'
import type { Evidence } from '../evidence'

/**
 * Whether the first response was sent past a framework, with what was taken out of the object that a handler is given:
 * `ctx.res.end()`, `event.node.res.end()`, `reply.raw.end()`. The framework still has a response of its own to send, so that
 * what is taken out or moved decides which of the two was meant.
 */
export function isSentPastFramework({ first }: Evidence): boolean {
  if (first === null || !isCall(first.call)) return false
  const [object = '', ...members] = rootOf(first.source, first.call).split(/\??\./)
  return members.length > 0 && ownerOfParameter(first, object.trim()) !== null
}
