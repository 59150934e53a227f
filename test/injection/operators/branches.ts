import { placesOf } from '../syntax/source'
import { rangeOf } from '../syntax/walk'
import { type Operator, replacing } from './operator'

export const branches: readonly Operator[] = [
  {
    name: 'else dropped',
    alsoBest: ['missing-return'],
    isRepairable: true,
    mutationsOf: source =>
      placesOf(source, 'IfStatement').flatMap(({ node }) => {
        if (node.alternate == null) return []
        const end = rangeOf(node.alternate).start
        const start = source.text.lastIndexOf('else', end)
        return [replacing({ start, end }, '')]
      }),
  },
  {
    name: 'break dropped',
    causes: ['switch-fallthrough'],
    isRepairable: true,
    mutationsOf: source =>
      placesOf(source, 'SwitchCase').flatMap(({ node }) => {
        const statements = node.consequent.flatMap(each =>
          each.type === 'BlockStatement' ? each.body : [each],
        )
        const last = statements.at(-1)
        const isEnd =
          last?.type === 'BreakStatement' || (last?.type === 'ReturnStatement' && last.argument == null)
        return isEnd ? [replacing(last, '')] : []
      }),
  },
]
