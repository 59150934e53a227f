import {
  type Call,
  isCall,
  isFunction,
  nameOfCall,
  ownerOfParameter,
  parentIn,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { inSourceOrder } from '../shape/side'
import { listOf } from '../syntax/flow'
import { sendsBody } from '../syntax/response-call'
import type { Edit } from './edit'
import { removeStatement } from './remove-statement'

/** Takes out a statement that is there twice, one right after the other and word for word, and led to both responses. */
export function removeDuplicate({ sides }: Evidence): Edit[] {
  if (sides === null) return []
  const [earlier, later] = inSourceOrder(sides, sides)
  const [one, other] = [statementOf(earlier.position), statementOf(later.position)]
  if (one === null || other === null || earlier.position?.source !== later.position?.source) return []
  const { list, statement, source } = one
  const isNext =
    list !== null && list === other.list && list.indexOf(statement) + 1 === list.indexOf(other.statement)
  if (!isNext || textOf(one) !== textOf(other) || !isForOnce(one.called, earlier.position)) return []
  return [removeStatement(source, other.statement)]
}

// A response, what calls back, what hands a function on. What is emitted twice may be meant for others, too.
function isForOnce(call: Call, position: SyntaxPosition | null): boolean {
  const { callee } = call
  if (call.arguments.some(isFunction)) return true
  if (callee.type !== 'Identifier') return sendsBody(nameOfCall(call))
  return position !== null && ownerOfParameter(position, callee.name) !== null
}

function statementOf(position: SyntaxPosition | null) {
  const statement = position === null ? null : statementAround(position)
  if (position === null || statement?.type !== 'ExpressionStatement') return null
  const { expression } = statement
  const called = expression.type === 'AwaitExpression' ? expression.argument : expression
  if (!isCall(called)) return null
  return {
    statement,
    called,
    source: position.source,
    list: listOf(parentIn(position, statement)),
  }
}

function textOf({ statement, source }: NonNullable<ReturnType<typeof statementOf>>): string {
  return source.text.slice(statement.start ?? 0, statement.end ?? 0).replace(/;$/, '')
}
