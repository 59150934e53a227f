import type { Node } from '@babel/types'
import { closureIn } from '../../source/nested-function'
import {
  expressionOf,
  type FunctionNode,
  functionsAround,
  isCall,
  isFunction,
  nameOfCall,
  parentIn,
  rootOf,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Evidence } from '../evidence'
import { isIterationCall } from '../fork/repeated'
import { sendsBody } from '../syntax/response-call'
import { statementBefore } from './beside'
import { type Edit, insertion } from './edit'

/**
 * Clears the timer that responded second, where the work is done: at the beginning of its callback, so that whatever responds
 * there does so in time. Only for work with one callback, written in the function that set the timer, and only where nothing
 * else of that function responds: on any other path the timer would still be there.
 */
export function clearTimeoutFirst({ sides, first }: Evidence): Edit[] {
  const timer = sides?.second.position
  if (timer?.call == null || first === null || timer.source !== first.source) return []
  if (nameOfCall(timer.call) !== 'setTimeout' || timer.call.callee.type !== 'Identifier') return []
  const [fn] = functionsAround(timer)
  const set = statementAround(timer)
  if (fn === undefined || set === null || !first.around.includes(fn)) return []
  const block = parentIn(timer, set)
  const callback = closureIn(fn, first)
  if (block === undefined || callback === undefined || !first.around.includes(block)) return []
  const call = parentIn(first, callback)
  const isOnlyCallback =
    isCall(call) &&
    !isIterationCall(call) &&
    !/^(then|catch|finally|on|once|setInterval)$/.test(nameOfCall(call) ?? '') &&
    call.arguments.at(-1) === callback
  const begin = callback.body.type === 'BlockStatement' ? callback.body.body[0] : undefined
  const named = timerName(timer, set)
  if (!isOnlyCallback || begin === undefined || named === null) return []
  if (!isOnlyResponder({ fn, callback, first, set, timer: timer.call })) return []
  const { source } = first
  return [...named.edits, statementBefore(source, begin, `clearTimeout(${named.name})`)]
}

interface Deadline {
  readonly fn: FunctionNode
  readonly set: Node
  readonly timer: Node
  /** The work's callback, and the response in it. */
  readonly callback: FunctionNode
  readonly first: SyntaxPosition
}

// Nothing but the timer and the lines of the callback itself responds once the timer is set, throws, or hands on what one
// responds with: the response, or a parameter that the function calls.
function isOnlyResponder({ fn, set, timer, callback, first }: Deadline): boolean {
  const { source, call } = first
  const given = fn.params.flatMap(param => (param.type === 'Identifier' ? param.name : []))
  const called = given.filter(name => calls(fn, name))
  const response = call === null ? '' : rootOf(source, call)
  const responds = (node: Node): boolean => {
    if (node.type === 'ThrowStatement') return true
    if (node.type === 'Identifier' && called.includes(node.name)) return true
    if (!isCall(node)) return false
    const isSent = sendsBody(nameOfCall(node)) && rootOf(source, node) === response
    return (
      isSent || node.arguments.some(({ start, end }) => source.text.slice(start ?? 0, end ?? 0) === response)
    )
  }
  const respondsIn = (node: Node, isWithin: boolean): boolean => {
    if (node === timer || node === callback) return false
    const isAfter = isWithin || isFunction(node) || (node.start ?? 0) >= (set.start ?? 0)
    return (isAfter && responds(node)) || childrenOf(node).some(child => respondsIn(child, isAfter))
  }
  // What the callback begins in its turn is still to be waited for.
  const nested = (node: Node): Node[] => (isFunction(node) ? [node] : childrenOf(node).flatMap(nested))
  const isDone = !callback.async && !nested(callback.body).some(inner => respondsIn(inner, true))
  return isDone && functionsAround(first)[0] === callback && !respondsIn(fn.body, false)
}

function calls(node: Node, name: string): boolean {
  const isOwn = isCall(node) && node.callee.type === 'Identifier' && node.callee.name === name
  return isOwn || childrenOf(node).some(child => calls(child, name))
}

/** The name that a timer has, or one that it is given, and the edits for that. */
export function timerName(
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
