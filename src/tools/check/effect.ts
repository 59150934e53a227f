import type { Node } from '@babel/types'
import { isHeaderMethod, sendsBody } from '../../diagnose/syntax/response-call'
import { type Call, isFunction, nameOfCall, startOfName } from '../../source/syntax-position'

/**
 * What a call does with the response: sends all of it, sends a head or a part that the rest may follow, changes a header, ends
 * it with nothing, hands it to a stream, or hands the request on.
 */
export type EffectKind = 'whole' | 'part' | 'header' | 'end' | 'pipe' | 'next'

/** Something that a function does with the response. */
export interface Effect {
  readonly kind: EffectKind
  readonly call: Call
  /** Where the call's name begins. */
  readonly offset: number
  /** As the source has it: `res.json`, `next`. */
  readonly via: string
  /** What is done first does the rest, too: a part may be followed by another. */
  readonly isNodes: boolean
}

/** What a function has been given to respond with. */
export interface Responder {
  /** The name of the response. */
  readonly response: string
  /** The name of what hands the request on; `null` where there is none, or where it may be called after a response. */
  readonly next: string | null
}

/** What a call does with the response; `null` where that is nothing, or not known. */
export function effectOf(call: Call, { response, next }: Responder): Effect | null {
  const name = nameOfCall(call)
  const offset = startOfName(call) ?? 0
  if (next !== null && call.callee.type === 'Identifier' && name === next)
    return isRefusal(call) ? null : { kind: 'next', call, offset, via: next, isNodes: false }
  if (name === null) return null
  if (/^(pipe|pipeTo)$/.test(name) && isName(call.arguments[0], response))
    return { kind: 'pipe', call, offset, via: `${name}(${response})`, isNodes: true }
  if (name === 'pipeline' && call.arguments.some(argument => isName(argument, response)))
    return { kind: 'pipe', call, offset, via: `pipeline(…, ${response})`, isNodes: true }
  if (rootNameOf(call) !== response) return null
  const kind = kindOf(name, call)
  const isNodes = /^(end|write|writeHead|flushHeaders)$/.test(name)
  return kind === null ? null : { kind, call, offset, via: `${response}.${name}`, isNodes }
}

function kindOf(name: string, { arguments: given, callee }: Call): EffectKind | null {
  const isDirect = callee.type === 'MemberExpression' && callee.object.type === 'Identifier'
  if (name === 'write' || name === 'flushHeaders') return isDirect ? 'part' : null
  if (name === 'writeHead') return 'part'
  if (name === 'end') return given.every(isNothing) ? 'end' : 'whole'
  // What it renders is given to its callback, which sends it.
  if (name === 'render' && isCallback(given.at(-1))) return null
  if (name === 'pipe' || name === 'view') return null
  if (sendsBody(name)) return 'whole'
  return given.length > 0 &&
    isHeaderMethod(name) &&
    !/^(links|vary|type|etag|append|header|headers)$/.test(name)
    ? 'header'
    : null
}

/** The name that a chain of calls and members begins with: `res` of `res.status(404).json()`. */
function rootNameOf(call: Call): string | null {
  let node: Node = call
  for (let depth = 0; depth < 20; depth++) {
    if (node.type === 'CallExpression' || node.type === 'OptionalCallExpression') node = node.callee
    else if (node.type === 'Identifier') return node.name
    else if (!isMember(node)) return null
    // `res.locals.store.end()` is not the response's.
    else if (node.object.type === 'Identifier' || isCallNode(node.object)) node = node.object
    else return null
  }
  return null
}

function isMember(node: Node) {
  return node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression'
}

function isCallNode(node: Node): boolean {
  return node.type === 'CallExpression' || node.type === 'OptionalCallExpression'
}

// restify's `next(false)` ends the chain.
function isRefusal({ arguments: [given] }: Call): boolean {
  return given?.type === 'BooleanLiteral' && !given.value
}

/** Whether an argument of `end` carries no body. */
function isNothing(node: Node): boolean {
  if (node.type === 'StringLiteral') return node.value === ''
  return isCallback(node) || node.type === 'NullLiteral' || isName(node, 'undefined')
}

function isCallback(node: Node | undefined): boolean {
  return node !== undefined && isFunction(node)
}

function isName(node: Node | undefined, name: string): boolean {
  return node?.type === 'Identifier' && node.name === name
}
