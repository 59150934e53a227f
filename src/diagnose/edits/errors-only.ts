import {
  expressionOf,
  functionsAround,
  parentIn,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { NextCall } from '../shape/next-call'
import { isWhereSet } from '../syntax/error-branch'
import { listOf } from '../syntax/flow'
import { type Edit, insertion, replacement } from './edit'
import { removeStatement } from './remove-statement'

/**
 * Goes on to `next` with errors only, from the callback of what responds: `res.sendFile(file, next)`, or a function written
 * there that calls it.
 */
export function errorsOnly(next: NextCall): Edit[] {
  return next.isCalled ? calledWithErrors(next) : givenForErrors(next)
}

function givenForErrors({ position, call, name }: NextCall): Edit[] {
  const argument = call.arguments.at(-1)
  if (argument == null) return []
  const text = `err => { if (err) ${name}(err) }`
  return [replacement(position.source, argument.start ?? 0, argument.end ?? 0, text)]
}

function calledWithErrors({ position, call }: NextCall): Edit[] {
  const [fn] = functionsAround(position)
  const statement = statementAround(position)
  const [error] = fn?.params ?? []
  if (fn === undefined || error?.type !== 'Identifier') return []
  const [argument] = call.arguments
  if (statement === null)
    // `error => next(error)`
    return fn.body === call && argument?.type === 'Identifier' && argument.name === error.name
      ? [insertion(position.source, call.start ?? 0, `${error.name} && `)]
      : []
  if (isWhereSet(fn, position, error.name)) return []
  if (argument === undefined) return removable(position, statement)
  const isHandedOn = argument.type === 'Identifier' && argument.name === error.name
  const isPlain =
    expressionOf(statement) === call || (statement.type === 'ReturnStatement' && statement.argument === call)
  return isHandedOn && isPlain
    ? [insertion(position.source, statement.start ?? 0, `if (${error.name}) `)]
    : []
}

// `if (error) return next(error)`, and `next()` after it.
function removable(
  position: SyntaxPosition,
  statement: NonNullable<ReturnType<typeof statementAround>>,
): Edit[] {
  const list = listOf(parentIn(position, statement))
  if (list === null || expressionOf(statement) !== position.call) return []
  return [removeStatement(position.source, statement)]
}
