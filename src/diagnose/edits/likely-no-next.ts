import { isFunction, type SyntaxPosition, statementAround } from '../../source/syntax-position'
import { formatPosition } from '../sentence'
import type { NextCall } from '../shape/next-call'
import { type ForkSide, type ForkSides, isOnePosition } from '../shape/side'
import { listOf } from '../syntax/flow'
import type { Candidate } from './candidate'
import { removeCall, removeStatement } from './remove-statement'

/** Whether a side starts work that responds when it is done: a function of its own, called there, given no callback, not waited for. */
export function isWork(sides: ForkSides, { position, path, isDeferred }: ForkSide): boolean {
  const [called] = path
  if (!isDeferred || position?.call == null || called?.frame.owner !== 'app' || called.entry !== null)
    return false
  return position.call.arguments.every(argument => !isFunction(argument)) && !isOnePosition(sides)
}

/** Takes out a `next()` that stands beside work which responds by itself. What else `next()` leads to is not known. */
export function likelyNoNext(sides: ForkSides, own: ForkSide, next: NextCall): Candidate[] {
  if (!isWork(sides, own) || own.position === null || !next.isCalled) return []
  const { position } = next
  const [started, onwards] = [statementAround(own.position), statementAround(position)]
  if (started === null || onwards === null) return []
  const list = listOf(position.around[position.around.indexOf(onwards) - 1])
  if (list === null || !list.includes(started) || list.indexOf(onwards) < list.indexOf(started)) return []
  const edit = withoutNext(position, next, onwards === list.at(-1))
  return edit === null
    ? []
    : [
        {
          text: `Leave the request to what is started at ${formatPosition(own.frame)}: do not go on to others.`,
          edits: [edit],
        },
      ]
}

function withoutNext({ around, source }: SyntaxPosition, { call, position }: NextCall, isLast: boolean) {
  const statement = statementAround(position)
  if (statement === null || !around.includes(statement)) return null
  const edit = removeCall(source, statement, call)
  // Where nothing follows, no `return` is needed.
  return edit !== null && isLast ? removeStatement(source, statement) : edit
}
