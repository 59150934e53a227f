import type { Identifier, Node } from '@babel/types'
import {
  functionsAround,
  insideOf,
  isFunction,
  rootOf,
  type SyntaxPosition,
} from '../../source/syntax-position'
import { childrenOf, type SourceFile } from '../../source/syntax-tree'
import type { Finding } from '../diagnosis'
import type { Evidence } from '../evidence'
import { isJump, listOf } from '../syntax/flow'
import { replacement } from './edit'

/** What Node says of a response that has ended, which is later than that it was sent. */
const ends: ReadonlySet<string> = new Set(['writableEnded', 'writableFinished', 'finished'])

/**
 * What is to be done where the second attempt was made because a check asked whether the response has ended, when it had been sent
 * and not ended: session middleware saves before the end, for instance. `null` where no such check is there.
 */
export function wrongCheck({
  conflict,
  second,
  shape,
}: Evidence): Pick<Finding, 'suggestion' | 'edits'> | null {
  if (second?.call == null || conflict.raw.kind !== 'headers' || conflict.raw.isEnded) return null
  if (shape.sent !== 'a response' || !conflict.second.via.startsWith('res.')) return null
  const response = rootOf(second.source, second.call)
  const asked = testsBefore(second).flatMap(test => endsAskedIn(test, response, second.source))
  const [check] = asked
  if (check === undefined || asked.length > 1) return null
  const { line } = second.source.positionOf(check.start ?? 0)
  return {
    suggestion: `Check \`${response}.headersSent\` at ${second.source.file}:${line}: the response has been sent there and its end is still to come, so that \`${check.name}\` is false.`,
    edits: [replacement(second.source, check.start ?? 0, check.end ?? 0, 'headersSent')],
  }
}

// The conditions that decide whether a function comes to a position.
function testsBefore(position: SyntaxPosition): Node[] {
  const [fn] = functionsAround(position)
  const inside = fn === undefined ? [] : [fn.body, ...insideOf(fn.body, position)]
  return inside.flatMap((node, index): Node[] => {
    const inner = inside[index + 1]
    if (node.type === 'IfStatement' && inner === node.consequent) return [node.test]
    const list: readonly Node[] = listOf(node) ?? []
    const before = inner === undefined ? [] : list.slice(0, Math.max(0, list.indexOf(inner)))
    return before.flatMap(statement => {
      if (statement.type !== 'IfStatement') return []
      const { consequent } = statement
      const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent
      return isJump(last) ? [statement.test] : []
    })
  })
}

function endsAskedIn(node: Node, response: string, source: SourceFile): Identifier[] {
  if (isFunction(node)) return []
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier' && !node.computed) {
    const object = source.text.slice(node.object.start ?? 0, node.object.end ?? 0)
    return ends.has(node.property.name) && object === response ? [node.property] : []
  }
  return childrenOf(node).flatMap(child => endsAskedIn(child, response, source))
}
