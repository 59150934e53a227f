import { parametersOf } from '../syntax/roles'
import { callStatementsOf, lineBefore, placesOf } from '../syntax/source'
import { isFunction, rangeOf } from '../syntax/walk'
import type { Operator } from './operator'

/** How each framework hands out Node's own response, by the name of what it hands to a handler. */
const hands: readonly (readonly [parameter: string, response: string])[] = [
  ['reply', 'reply.raw'],
  ['event', 'event.node.res'],
  ['ctx', 'ctx.res'],
]

export const byHand: readonly Operator[] = [
  {
    name: 'value returned besides a response by hand',
    causes: ['two-responders', 'not-awaited'],
    isRepairable: false,
    mutationsOf: source => {
      const returned = placesOf(source, 'ReturnStatement').filter(({ node }) => node.argument != null)
      const assigned = placesOf(source, 'ExpressionStatement').filter(
        ({ node: { expression } }) =>
          expression.type === 'AssignmentExpression' &&
          expression.left.type === 'MemberExpression' &&
          expression.left.property.type === 'Identifier' &&
          expression.left.property.name === 'body',
      )
      const sent = callStatementsOf(source).map(({ statement, parents }) => ({ node: statement, parents }))
      const places = new Map([...returned, ...assigned, ...sent].map(place => [place.node, place]))
      return [...places.values()].flatMap(({ node, parents }) => {
        const fn = parents.findLast(isFunction)
        const found = hands.find(([parameter]) => parametersOf(fn).includes(parameter))
        const isListed = /^(BlockStatement|Program|SwitchCase)$/.test(parents.at(-1)?.type ?? '')
        if (found === undefined || !isListed) return []
        return [
          { at: rangeOf(node).start, changes: [lineBefore(source, node, `${found[1]}.end('by hand')`)] },
        ]
      })
    },
  },
]
