import type { Node } from '@babel/types'
import { childrenOf } from '../../source/syntax-tree'

/** The names that a target of an assignment, or a parameter, gives a value to. */
export function namesIn(target: Node): string[] {
  switch (target.type) {
    case 'Identifier':
      return [target.name]
    case 'MemberExpression':
      return target.property.type === 'Identifier' ? [target.property.name] : []
    case 'AssignmentPattern':
      return namesIn(target.left)
    case 'ObjectProperty':
      return namesIn(target.value)
    default:
      return /Pattern$|^RestElement$/.test(target.type) ? childrenOf(target).flatMap(namesIn) : []
  }
}
