import type { Node } from '@babel/types'
import { isLastOfFunction, responseOf, roleOf } from '../syntax/roles'
import {
  callStatementsOf,
  indentAt,
  lineAfter,
  placesOf,
  removal,
  siblingsIn,
  textOf,
} from '../syntax/source'
import { ownNodesIn, placesIn, rangeOf } from '../syntax/walk'
import type { Operator } from './operator'

export const errors: readonly Operator[] = [
  {
    name: 'throw after the response',
    causes: ['error-after-response'],
    isRepairable: false,
    mutationsOf: source =>
      callStatementsOf(source).flatMap(each => {
        const { call, statement, siblings, isAwaited } = each
        if (roleOf(call) !== 'response' || siblings.length === 0 || isAwaited) return []
        const { start } = rangeOf(statement)
        // A name that nobody has declared.
        const changes = [lineAfter(source, statement, "metrics.count('responses')")]
        if (statement.type === 'ReturnStatement') {
          changes.unshift({ start, end: rangeOf(call).start, text: '' })
          if (!isLastOfFunction(each)) changes.push(lineAfter(source, statement, 'return'))
        }
        return [{ at: start, changes }]
      }),
  },
  {
    name: 'response moved into a finally',
    causes: ['missing-return', 'error-after-response'],
    isRepairable: false,
    mutationsOf: source =>
      placesOf(source, 'TryStatement').flatMap(({ node }) => {
        if (node.finalizer != null || node.handler == null) return []
        const own = siblingsIn(node.block)
        const response = callStatementsOf(source).findLast(
          ({ call, statement }) => own.includes(statement) && roleOf(call) === 'response',
        )
        if (response === undefined || declaredIn(node.block).some(name => names(response.call).has(name)))
          return []
        const { start, end } = rangeOf(node)
        const indent = indentAt(source, start)
        const line = textOf(source, response.statement)
          .replace(/^return /, '')
          .replace(/^/, `${indent}  `)
        return [
          {
            at: rangeOf(response.statement).start,
            changes: [
              removal(source, response.statement),
              { start: end, end, text: ` finally {\n${line}\n${indent}}` },
            ],
          },
        ]
      }),
  },
  {
    name: 'deadline never cleared',
    causes: ['timeout-race', 'parallel-paths'],
    isRepairable: false,
    mutationsOf: source =>
      source.places.flatMap(({ node }) => {
        if (!('params' in node) || !('body' in node) || (node.body as Node).type !== 'BlockStatement')
          return []
        const [, response] = (node.params as Node[]).map(param =>
          param.type === 'Identifier' ? param.name : '',
        )
        if (response !== 'res' && response !== 'response') return []
        const responds = callStatementsOf(source).some(
          ({ call, fn }) => fn === node && responseOf(call) === response,
        )
        const first = siblingsIn(node.body as Node)[0]
        if (!responds || first === undefined) return []
        const { start } = rangeOf(first)
        const line = `setTimeout(() => { ${response}.statusCode = 503; ${response}.setHeader('Retry-After', '1'); ${response}.end('too slow') }, 20)`
        const semicolon = textOf(source, first).endsWith(';') ? ';' : ''
        return [
          {
            at: start,
            changes: [{ start, end: start, text: `${line}${semicolon}\n${indentAt(source, start)}` }],
          },
        ]
      }),
  },
]

function declaredIn(block: Node): string[] {
  return [...ownNodesIn(block)].flatMap(node =>
    node.type === 'VariableDeclarator' ? [...names(node.id)] : [],
  )
}

function names(node: Node): Set<string> {
  return new Set([...placesIn(node)].flatMap(({ node }) => (node.type === 'Identifier' ? [node.name] : [])))
}
