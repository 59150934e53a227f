import type { ArrowFunctionExpression, FunctionExpression, Statement } from '@babel/types'
import {
  contains,
  expressionOf,
  functionsAround,
  insideOf,
  isCall,
  nameOfCall,
  parentIn,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import { isIterationCall } from '../fork/repeated'
import type { NextCall } from '../shape/next-call'
import type { ForkSide } from '../shape/side'
import { isJump, listOf } from '../syntax/flow'
import { type Edit, insertion } from './edit'
import { removeStatement } from './remove-statement'
import { indentOf, indentStepOf, lineEndOf } from './source-style'

/**
 * Moves a `next()` that stands after a call into the callback that responded, to its end: what did not respond there goes on.
 * Only where the callback runs once, leaves where it responds, and `next()` is all that comes after the call.
 */
export function intoCallback(responder: ForkSide, response: SyntaxPosition | null, next: NextCall): Edit[] {
  const { position } = responder
  if (position === null || response === null || response.source !== next.position.source) return []
  const [started, after] = [statementAround(position), statementAround(next.position)]
  if (started === null || after === null || expressionOf(after) !== next.call) return []
  const list = listOf(parentIn(position, started))
  if (list === null || list.indexOf(after) !== list.indexOf(started) + 1 || list.at(-1) !== after) return []
  const callback = callbackAround(position, response)
  const leaving = callback === null ? null : leaveAt(callback, response)
  if (callback === null || leaving === null) return []
  const { source } = position
  const { body } = callback
  const last = body.body.at(-1)
  if (last === undefined || last.type === 'ReturnStatement') return []
  const text = source.text.slice(after.start ?? 0, after.end ?? 0)
  const isOneLine = !source.text.slice(body.start ?? 0, body.end ?? 0).includes('\n')
  const indent = isOneLine ? '' : indentOf(source, last)
  const separator = isOneLine
    ? '; '
    : lineEndOf(source) + (indent || indentOf(source, started) + indentStepOf(source))
  return [...leaving, insertion(source, last.end ?? 0, separator + text), removeStatement(source, after)]
}

type Callback = (ArrowFunctionExpression | FunctionExpression) & {
  body: { type: 'BlockStatement'; body: Statement[]; start?: number | null; end?: number | null }
}

// The function that was given to the call, and is run once by it as far as its name says: no list, listener or timer.
function callbackAround(position: SyntaxPosition, response: SyntaxPosition): Callback | null {
  const [fn] = functionsAround(position)
  const inside = fn === undefined ? [] : insideOf(fn, response)
  const index = inside.findIndex(node => /^(Arrow)?FunctionExpression$/.test(node.type))
  const [callback, call] = [inside[index], inside[index - 1]]
  if (callback === undefined || functionsAround(response)[0] !== callback || !isCall(call)) return null
  const name = nameOfCall(call) ?? ''
  // What a timer does may be for those that take too long.
  const isRepeated =
    isIterationCall(call) ||
    /^(on|addListener|prependListener|once|subscribe|each\w*|setInterval|setTimeout)$/.test(name)
  const isFirst = /^(setImmediate|nextTick|queueMicrotask)$/.test(name)
  if (isRepeated || call.arguments.at(isFirst ? 0 : -1) !== callback) return null
  return (callback as Callback).body.type === 'BlockStatement' ? (callback as Callback) : null
}

// The response has to be the end of its callback: it is returned, or a `return` follows, or it is the last of its branch and can
// be returned. `null` where it is none of that.
function leaveAt(callback: Callback, response: SyntaxPosition): Edit[] | null {
  const inside = [callback.body, ...insideOf(callback.body, response)]
  const depth = inside.findLastIndex(node => listOf(node) !== null)
  const list = listOf(inside[depth]) ?? []
  const index = list.findIndex(statement => contains(statement, response.offset))
  if (inside.some(node => node.type === 'ReturnStatement')) return []
  if (index !== -1 && list.slice(index).some(isJump)) return []
  const statement = statementAround(response)
  const isBranch = inside.some(node => node.type === 'IfStatement')
  const isLast = statement !== null && (!list.includes(statement) || list.at(-1) === statement)
  if (!isBranch || !isLast || expressionOf(statement) === null || callback.async) return null
  return [insertion(response.source, statement.start ?? 0, 'return ')]
}
