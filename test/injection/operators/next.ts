import { parametersOf, roleOf } from '../syntax/roles'
import { callStatementsOf, lineAfter, removal, textOf } from '../syntax/source'
import { isFunction, rangeOf } from '../syntax/walk'
import type { Operator } from './operator'

const isNext = (call: Parameters<typeof roleOf>[0]) => roleOf(call) === 'next'

export const nexts: readonly Operator[] = [
  {
    name: 'next doubled',
    causes: ['next-twice'],
    isRepairable: true,
    mutationsOf: source =>
      callStatementsOf(source).flatMap(({ call, statement, siblings }) => {
        if (!isNext(call) || siblings.length === 0 || call.arguments.length > 0) return []
        const { start } = rangeOf(statement)
        if (statement.type === 'ReturnStatement')
          return [
            {
              at: start,
              changes: [
                { start, end: rangeOf(call).start, text: '' },
                lineAfter(source, statement, textOf(source, statement).replace(/;$/, '')),
              ],
            },
          ]
        return [{ at: start, changes: [lineAfter(source, statement, textOf(source, call))] }]
      }),
  },
  {
    name: 'next added after a response',
    causes: ['next-after-response'],
    isRepairable: true,
    mutationsOf: source =>
      callStatementsOf(source).flatMap(({ call, statement, siblings, index, fn, isAwaited }) => {
        const canGoOn = parametersOf(fn).includes('next') && siblings.length > 0 && !isAwaited
        if (roleOf(call) !== 'response' || !canGoOn) return []
        const { start } = rangeOf(statement)
        if (statement.type === 'ExpressionStatement')
          return index === siblings.length - 1 || siblings[index + 1]?.type === 'ReturnStatement'
            ? [{ at: start, changes: [lineAfter(source, statement, 'next()')] }]
            : []
        // What was returned is made, and `next()` is returned instead.
        const { start: begin } = rangeOf(call)
        return [
          {
            at: start,
            changes: [{ start, end: begin, text: '' }, lineAfter(source, statement, 'return next()')],
          },
        ]
      }),
  },
  {
    name: 'next moved out of a callback',
    causes: ['next-after-response', 'next-twice'],
    isRepairable: false,
    mutationsOf: source =>
      callStatementsOf(source).flatMap(({ call, statement, siblings, index, parents, fn }) => {
        const isEnd = index === siblings.length - 1 && index !== -1 && parents.at(-2) === fn
        if (!isNext(call) || call.arguments.length > 0 || !isEnd || fn === undefined) return []
        const outside = parents.slice(0, parents.indexOf(fn))
        const around = outside.findLast(isFunction)
        const outer = outside.findLast(node => node.type === 'ExpressionStatement')
        if (outer === undefined || !parametersOf(around).includes('next')) return []
        const text = textOf(source, statement)
          .replace(/;$/, '')
          .replace(/^return /, '')
        return [
          {
            at: rangeOf(statement).start,
            changes: [removal(source, statement), lineAfter(source, outer, text)],
          },
        ]
      }),
  },
]
