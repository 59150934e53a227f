import {
  expressionOf,
  functionsAround,
  isCall,
  nameOfCall,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { type Edit, insertion } from './edit'
import { newLineLike, semicolonOf } from './source-style'

/**
 * Clears the timer that responded second, where the work responds: both are written in the function that set it, and the
 * timer's only task is to respond. `[]` where the timer cannot be named there.
 */
export function clearTimeoutFirst({ sides, first }: Evidence): Edit[] {
  const timer = sides?.second.position
  if (timer?.call == null || first === null || timer.source !== first.source) return []
  if (nameOfCall(timer.call) !== 'setTimeout' || timer.call.callee.type !== 'Identifier') return []
  const [fn] = functionsAround(timer)
  const [set, response] = [statementAround(timer), statementAround(first)]
  if (fn === undefined || set === null || response === null || !first.around.includes(fn)) return []
  if (expressionOf(response) === null) return []
  const block = timer.around[timer.around.indexOf(set) - 1]
  if (block === undefined || !first.around.includes(block) || !isInBlock(first, response)) return []
  const { source } = first
  const named = nameFor(timer, set)
  if (named === null) return []
  const clear = `clearTimeout(${named.name})${semicolonOf(source, response)}${newLineLike(source, response)}`
  return [...named.edits, insertion(source, response.start ?? 0, clear)]
}

function isInBlock(position: SyntaxPosition, statement: NonNullable<ReturnType<typeof statementAround>>) {
  const parent = position.around[position.around.indexOf(statement) - 1]
  return parent?.type === 'BlockStatement' || parent?.type === 'SwitchCase'
}

// The name that the timer has, or one that it is given.
function nameFor(
  { source, call, around }: SyntaxPosition,
  set: NonNullable<ReturnType<typeof statementAround>>,
): { name: string; edits: Edit[] } | null {
  const declaration = around.findLast(node => node.type === 'VariableDeclarator')
  if (declaration?.type === 'VariableDeclarator' && declaration.init === call)
    return declaration.id.type === 'Identifier' ? { name: declaration.id.name, edits: [] } : null
  if (!isCall(expressionOf(set)) || expressionOf(set) !== call) return null
  const name = ['timer', 'timeout', 'deadline'].find(
    candidate => !new RegExp(`\\b${candidate}\\b`).test(source.text),
  )
  return name === undefined ? null : { name, edits: [insertion(source, set.start ?? 0, `const ${name} = `)] }
}
