import type { Statement } from '@babel/types'
import { isLastOfFunction, nameOf, responseOf, roleOf, rootOf } from '../syntax/roles'
import {
  type CallStatement,
  callStatementsOf,
  lineAfter,
  lineBefore,
  placesOf,
  removal,
  type Source,
  textOf,
} from '../syntax/source'
import { rangeOf } from '../syntax/walk'
import type { Mutation, Operator } from './operator'

const bare = (source: Source, statement: Statement) => textOf(source, statement).replace(/;$/, '')

/** The response that comes later among a statement's siblings, with nothing but straight lines between. */
function responseAfter(
  calls: readonly CallStatement[],
  { siblings, index }: CallStatement,
): CallStatement | undefined {
  const rest = siblings.slice(index + 1)
  const end = rest.findIndex(each => !/^(Expression|Return)Statement$|Declaration$/.test(each.type))
  const near = end === -1 ? rest : rest.slice(0, end)
  return calls.find(({ statement, call }) => near.includes(statement) && roleOf(call) === 'response')
}

/** A line moved behind the response that it stands before. */
function movedBehind(name: string, isMoved: (call: CallStatement) => boolean): Operator {
  return {
    name,
    causes: ['late-header'],
    isRepairable: true,
    mutationsOf: source => {
      const calls = callStatementsOf(source)
      return calls.flatMap(each => {
        if (each.statement.type !== 'ExpressionStatement' || !isMoved(each)) return []
        const response = responseAfter(calls, each)
        return response === undefined ? [] : [moved(source, each, response)]
      })
    },
  }
}

function moved(source: Source, { statement }: CallStatement, response: CallStatement): Mutation {
  const line = bare(source, statement)
  const changes = [removal(source, statement), lineAfter(source, response.statement, line)]
  const { start } = rangeOf(response.statement)
  if (response.statement.type === 'ReturnStatement') {
    changes.push({ start, end: rangeOf(response.call).start, text: '' })
    if (!isLastOfFunction(response)) changes.push(lineAfter(source, response.statement, 'return'))
  }
  return { at: rangeOf(statement).start, changes }
}

const isCalled =
  (pattern: RegExp) =>
  ({ call }: CallStatement) =>
    roleOf(call) === 'header' && pattern.test(nameOf(call.callee))

export const headers: readonly Operator[] = [
  movedBehind(
    'header behind the response',
    isCalled(/^(set|setHeader|header|append|type|location|vary|links|attachment)$/),
  ),
  movedBehind('cookie behind the response', isCalled(/[cC]ookie$/)),
  {
    ...movedBehind('head behind the response', isCalled(/^writeHead$/)),
    causes: ['missing-return', 'late-header'],
  },
  {
    name: 'body behind the end',
    causes: ['write-after-end', 'missing-return'],
    isRepairable: true,
    mutationsOf: source => {
      const calls = callStatementsOf(source)
      return calls.flatMap(each => {
        if (nameOf(each.call.callee) !== 'write' || rootOf(each.call) !== responseOf(each.call)) return []
        const end = responseAfter(calls, each)
        return end === undefined || nameOf(end.call.callee) !== 'end' ? [] : [moved(source, each, end)]
      })
    },
  },
  {
    name: 'status that sends',
    causes: ['chained-send'],
    isRepairable: true,
    mutationsOf: source =>
      placesOf(source, 'CallExpression').flatMap(({ node, parents }) => {
        const { callee } = node
        if (callee.type !== 'MemberExpression' || nameOf(callee) !== 'status') return []
        const [chained, called] = [parents.at(-1), parents.at(-2)]
        if (chained?.type !== 'MemberExpression' || called?.type !== 'CallExpression') return []
        return [{ at: rangeOf(node).start, changes: [{ ...rangeOf(callee.property), text: 'sendStatus' }] }]
      }),
  },
  {
    name: 'head flushed early',
    causes: ['headers-flushed-early', 'missing-return'],
    isRepairable: true,
    mutationsOf: source =>
      callStatementsOf(source).flatMap(({ call, statement, siblings, isAwaited }) => {
        const response = responseOf(call)
        const isNodes = response === 'res' || response === 'response'
        if (roleOf(call) !== 'response' || siblings.length === 0 || !isNodes || isAwaited) return []
        return [
          {
            at: rangeOf(statement).start,
            changes: [lineBefore(source, statement, `${response}.flushHeaders()`)],
          },
        ]
      }),
  },
]
