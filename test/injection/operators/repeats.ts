import type { Node } from '@babel/types'
import { nameOf, roleOf } from '../syntax/roles'
import {
  callStatementsOf,
  lineAfter,
  placesOf,
  removal,
  type Source,
  siblingsIn,
  textOf,
} from '../syntax/source'
import { childrenOf, isFunction, rangeOf } from '../syntax/walk'
import { type Mutation, type Operator, replacing } from './operator'

export const repeats: readonly Operator[] = [
  {
    name: 'response moved into a loop',
    causes: ['loop'],
    isRepairable: false,
    mutationsOf: source =>
      callStatementsOf(source).flatMap(({ call, statement, siblings, index, isAwaited }) => {
        const loop = siblings[index - 1]
        if (roleOf(call) !== 'response' || isAwaited || loop === undefined) return []
        if (!('body' in loop) || !/^For|^While/.test(loop.type) || Array.isArray(loop.body)) return []
        const last = siblingsIn(loop.body ?? undefined).at(-1)
        if (last === undefined) return []
        return [
          {
            at: rangeOf(statement).start,
            changes: [removal(source, statement), lineAfter(source, last, textOf(source, call))],
          },
        ]
      }),
  },
  {
    name: 'callback called twice',
    causes: ['callback-twice'],
    isRepairable: true,
    mutationsOf: source =>
      callStatementsOf(source).flatMap(({ call, statement, siblings }) => {
        if (roleOf(call) !== 'callback' || siblings.length === 0 || statement.type === 'ReturnStatement')
          return []
        return [
          { at: rangeOf(statement).start, changes: [lineAfter(source, statement, textOf(source, call))] },
        ]
      }),
  },
  {
    name: 'once made on',
    causes: ['callback-twice', 'stale-response', 'parallel-paths'],
    isRepairable: true,
    mutationsOf: source =>
      placesOf(source, 'CallExpression').flatMap(({ node: { callee } }) =>
        callee.type === 'MemberExpression' && nameOf(callee) === 'once'
          ? [replacing(callee.property, 'on')]
          : [],
      ),
  },
  {
    name: 'two listeners',
    causes: ['callback-twice', 'parallel-paths'],
    isRepairable: true,
    mutationsOf: source => listenersTwice(source, listener => listener.type === 'Identifier'),
  },
  {
    name: 'listener written twice',
    causes: ['callback-twice', 'parallel-paths'],
    // Two functions of the same text are two listeners.
    alsoBest: ['parallel-paths'],
    isRepairable: true,
    mutationsOf: source => listenersTwice(source, isFunction),
  },
  {
    name: 'listener never removed',
    causes: ['callback-twice', 'stale-response'],
    isRepairable: false,
    mutationsOf: source =>
      callStatementsOf(source).flatMap(({ call, statement }) =>
        /^(off|removeListener|removeAllListeners|unsubscribe)$/.test(nameOf(call.callee))
          ? [replacing(statement, '')]
          : [],
      ),
  },
  {
    name: 'timeout made interval',
    causes: ['callback-twice', 'timeout-race', 'parallel-paths'],
    isRepairable: false,
    mutationsOf: source =>
      placesOf(source, 'CallExpression').flatMap(({ node: { callee } }) =>
        callee.type === 'Identifier' && callee.name === 'setTimeout'
          ? [replacing(callee, 'setInterval')]
          : [],
      ),
  },
  {
    name: 'timer never cleared',
    causes: ['callback-twice', 'timeout-race', 'parallel-paths', 'write-after-end'],
    isRepairable: false,
    mutationsOf: source =>
      callStatementsOf(source).flatMap(({ call, statement }) =>
        /^clear(Timeout|Interval)$/.test(nameOf(call.callee)) ? [replacing(statement, '')] : [],
      ),
  },
  {
    name: 'flag never set',
    isRepairable: false,
    mutationsOf: source =>
      placesOf(source, 'ExpressionStatement').flatMap(({ node }) => {
        const { expression } = node
        const isFlag =
          expression.type === 'AssignmentExpression' && expression.right.type === 'BooleanLiteral'
        return isFlag && expression.right.type === 'BooleanLiteral' && expression.right.value
          ? [replacing(node, '')]
          : []
      }),
  },
  {
    name: 'guard dropped',
    isRepairable: false,
    mutationsOf: source =>
      placesOf(source, 'IfStatement').flatMap(({ node }) => {
        const body = siblingsIn(node.consequent)[0] ?? node.consequent
        const isGuard =
          /^(done|finished|sent|answered|closed|left|aborted|\w+\.headersSent|\w+\.headerSent|\w+\.sent|\w+\.writableEnded)$/.test(
            textOf(source, node.test),
          ) &&
          body.type === 'ReturnStatement' &&
          node.alternate == null &&
          childrenOf(body).every(child => !isFunction(child))
        return isGuard ? [replacing(node, '')] : []
      }),
  },
]

function listenersTwice(source: Source, isWanted: (listener: Node) => boolean): Mutation[] {
  return callStatementsOf(source).flatMap(({ call, statement, siblings }) => {
    const listener = call.arguments.at(-1)
    const isListener = /^(on|once|addListener)$/.test(nameOf(call.callee)) && call.arguments.length === 2
    if (!isListener || siblings.length === 0 || listener === undefined || !isWanted(listener)) return []
    return [{ at: rangeOf(statement).start, changes: [lineAfter(source, statement, textOf(source, call))] }]
  })
}
