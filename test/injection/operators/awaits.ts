import type { Node } from '@babel/types'
import { nameOf } from '../syntax/roles'
import { placesOf, textOf } from '../syntax/source'
import { ownNodesIn, rangeOf } from '../syntax/walk'
import { type Operator, replacing } from './operator'

export const awaits: readonly Operator[] = [
  {
    name: 'await dropped',
    isRepairable: true,
    mutationsOf: source =>
      placesOf(source, 'AwaitExpression').map(({ node }) =>
        replacing({ start: rangeOf(node).start, end: rangeOf(node.argument).start }, ''),
      ),
  },
  {
    name: 'catch before then',
    isRepairable: true,
    mutationsOf: source =>
      placesOf(source, 'CallExpression').flatMap(({ node }) => {
        if (nameOf(node.callee) !== 'catch' || node.callee.type !== 'MemberExpression') return []
        const chain = node.callee.object
        if (
          chain.type !== 'CallExpression' ||
          nameOf(chain.callee) !== 'then' ||
          chain.callee.type !== 'MemberExpression'
        )
          return []
        const caught = { start: rangeOf(chain).end, end: rangeOf(node).end }
        const start = rangeOf(chain.callee.object).end
        const text = source.text.slice(caught.start, caught.end)
        return [
          {
            at: caught.start,
            changes: [
              { start, end: start, text },
              { ...caught, text: '' },
            ],
          },
        ]
      }),
  },
  {
    name: 'loop made forEach',
    causes: ['loop', 'next-after-response', 'parallel-paths', 'missing-return'],
    isRepairable: false,
    mutationsOf: source =>
      placesOf(source, 'ForOfStatement').flatMap(({ node }) => {
        if (node.await || node.body.type !== 'BlockStatement' || hasJump(node.body)) return []
        if (
          node.left.type !== 'VariableDeclaration' ||
          !/^(Identifier|MemberExpression)$/.test(node.right.type)
        )
          return []
        const [declarator] = node.left.declarations
        if (declarator === undefined) return []
        const { start, end } = rangeOf(node.body)
        const isAsync = /\bawait\b/.test(textOf(source, node.body))
        const begin = `${textOf(source, node.right)}.forEach(${isAsync ? 'async ' : ''}(${textOf(source, declarator.id)}) => `
        return [
          {
            at: rangeOf(node).start,
            changes: [
              { start: rangeOf(node).start, end: start, text: begin },
              { start: end, end, text: ')' },
            ],
          },
        ]
      }),
  },
]

function hasJump(body: Node): boolean {
  return [...ownNodesIn(body)].some(({ type }) => /^(Break|Continue)Statement$|^Yield/.test(type))
}
