import {
  expressionOf,
  functionsAround,
  isCall,
  nameOfCall,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { closureIn } from '../fork/closures'
import { type Edit, insertion } from './edit'
import { newLineLike, semicolonOf } from './source-style'

/**
 * Clears the timer that responded second, where the work is done: at the beginning of its callback, so that whatever responds
 * there does so in time. Only for work with one callback, written in the function that set the timer.
 */
export function clearTimeoutFirst({ sides, first }: Evidence): Edit[] {
  const timer = sides?.second.position
  if (timer?.call == null || first === null || timer.source !== first.source) return []
  if (nameOfCall(timer.call) !== 'setTimeout' || timer.call.callee.type !== 'Identifier') return []
  const [fn] = functionsAround(timer)
  const set = statementAround(timer)
  if (fn === undefined || set === null || !first.around.includes(fn)) return []
  const block = timer.around[timer.around.indexOf(set) - 1]
  const callback = closureIn(fn, first)
  if (block === undefined || callback === undefined || !first.around.includes(block)) return []
  const call = first.around[first.around.indexOf(callback) - 1]
  const isOnlyCallback =
    isCall(call) &&
    !/^(then|catch|finally|on|once)$/.test(nameOfCall(call) ?? '') &&
    call.arguments.at(-1) === callback
  const begin = callback.body.type === 'BlockStatement' ? callback.body.body[0] : undefined
  const named = nameFor(timer, set)
  if (!isOnlyCallback || begin === undefined || named === null) return []
  const { source } = first
  const clear = `clearTimeout(${named.name})${semicolonOf(source, begin)}${newLineLike(source, begin)}`
  return [...named.edits, insertion(source, begin.start ?? 0, clear)]
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
