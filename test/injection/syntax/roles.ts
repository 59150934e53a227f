import type { CallExpression, Node } from '@babel/types'
import type { CallStatement } from './source'

/** What a call of a program does for a request. */
export type Role = 'response' | 'header' | 'next' | 'callback' | 'other'

const responses = new Set(['res', 'response', 'reply', 'ctx', 'event'])
const responding = /^(end|send|json|jsonp|render|redirect|sendFile|sendStatus|download|html|text|code)$/
const headers =
  /^(set|setHeader|header|append|appendHeader|removeHeader|cookie|clearCookie|type|location|vary|attachment|links|writeHead)$/
/** h3 has functions for them. */
const headerFunctions = /^(set|append|remove|clear|delete)(Response)?(Header|Headers|Cookie|Status)$/

/** What a call does, told by the words that the field uses. */
export function roleOf(call: CallExpression): Role {
  const name = nameOf(call.callee)
  if (call.callee.type === 'Identifier' && name === 'next') return 'next'
  if (call.callee.type === 'Identifier' && /^(callback|cb|done)$/.test(name)) return 'callback'
  const isOnResponse = responses.has(rootOf(call.callee))
  if (isOnResponse && responding.test(name)) return 'response'
  if (isOnResponse && headers.test(name)) return 'header'
  if (isGiven(call) && headerFunctions.test(name)) return 'header'
  // A helper that is handed the response answers with it.
  return isGiven(call) ? 'response' : 'other'
}

function isGiven(call: CallExpression): boolean {
  return call.arguments.some(given => given.type === 'Identifier' && responses.has(given.name))
}

/** The last word of what is called. */
export function nameOf(callee: Node): string {
  if (callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression')
    return nameOf(callee.property)
  return callee.type === 'Identifier' ? callee.name : ''
}

/** The variable that a chain of calls begins with, `res` of `res.status(404).json`; empty where it begins otherwise. */
export function rootOf(node: Node): string {
  if ('callee' in node) return rootOf(node.callee as Node)
  if ('object' in node && node.object != null && typeof node.object === 'object')
    return rootOf(node.object as Node)
  return node.type === 'Identifier' ? node.name : ''
}

/** The response that a call is about: what it is called on, or what it is handed. */
export function responseOf(call: CallExpression): string {
  const root = rootOf(call.callee)
  if (responses.has(root)) return root
  const given = call.arguments.find(given => given.type === 'Identifier' && responses.has(given.name))
  return given?.type === 'Identifier' ? given.name : 'res'
}

/** The names of a function's parameters. */
export function parametersOf(fn: Node | undefined): string[] {
  if (fn === undefined || !('params' in fn) || !Array.isArray(fn.params)) return []
  return (fn.params as Node[]).map(param => (param.type === 'Identifier' ? param.name : ''))
}

/** Whether nothing of its function can come behind a statement. */
export function isLastOfFunction({ siblings, index, parents, fn }: CallStatement): boolean {
  return index === siblings.length - 1 && parents.at(-2) === fn
}
