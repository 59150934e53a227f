import { type Role, roleOf } from '../syntax/roles'
import { type CallStatement, callStatementsOf, removal, type Source } from '../syntax/source'
import { rangeOf } from '../syntax/walk'
import type { Mutation, Operator } from './operator'

const isInCatch = ({ parents, fn }: CallStatement) =>
  parents.slice(fn === undefined ? 0 : parents.indexOf(fn)).some(node => node.type === 'CatchClause')

/** `return` dropped before a call, or after it where it stands alone. */
function dropped(name: string, role: Role, isMeant: (call: CallStatement) => boolean = () => true): Operator {
  return {
    name,
    // A branch that starts what responds and goes on lacks its `return`, whatever came of that.
    ...((role === 'response' || role === 'other') && { alsoBest: ['missing-return'] as const }),
    isRepairable: true,
    mutationsOf: source =>
      callStatementsOf(source).flatMap(call =>
        roleOf(call.call) === role && isMeant(call) ? dropReturn(source, call) : [],
      ),
  }
}

function dropReturn(source: Source, { statement, siblings, index }: CallStatement): Mutation[] {
  const { start } = rangeOf(statement)
  if (statement.type === 'ReturnStatement' && statement.argument != null)
    return [{ at: start, changes: [{ start, end: rangeOf(statement.argument).start, text: '' }] }]
  const after = siblings[index + 1]
  const isFollowed = after?.type === 'ReturnStatement' && after.argument == null
  return isFollowed ? [{ at: start, changes: [removal(source, after)] }] : []
}

export const returns: readonly Operator[] = [
  dropped('return dropped before a response', 'response', call => !isInCatch(call)),
  dropped('catch that goes on', 'response', isInCatch),
  dropped('return dropped before next', 'next'),
  dropped('return dropped before a callback', 'callback'),
  dropped('return dropped before a promise', 'other'),
]
