import type { Node } from '@babel/types'
import { type Call, isCall } from '../../source/syntax-position'

/** What an expression names, as `res`, `this.res` or `event.node.res`; `null` for what is no chain of names. */
export function pathOf(node: Node): string | null {
  switch (node.type) {
    case 'Identifier':
      return node.name
    case 'ThisExpression':
      return 'this'
    case 'ParenthesizedExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return pathOf(node.expression)
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const object = node.computed || node.property.type !== 'Identifier' ? null : pathOf(node.object)
      return object === null || node.property.type !== 'Identifier' ? null : `${object}.${node.property.name}`
    }
    default:
      return null
  }
}

/** The name that a path begins with. */
export function rootOf(path: string): string {
  return path.replace(/\..*/, '')
}

/**
 * What a call, or the chain of calls that it ends, is made on: `res` of `res.status(404).json()`, `reply.raw` of
 * `reply.raw.end()`; `null` where it is made on nothing that has a name.
 */
export function receiverOf(call: Call): string | null {
  for (let { callee }: { callee: Node } = call; ; ) {
    if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return null
    if (!isCall(callee.object)) return pathOf(callee.object)
    callee = callee.object.callee
  }
}
