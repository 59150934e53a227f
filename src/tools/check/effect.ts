import type { Node, ReturnStatement } from '@babel/types'
import { isHeaderMethod, sendsBody } from '../../diagnose/syntax/response-call'
import {
  type Call,
  type FunctionNode,
  isFunction,
  isIdentifier,
  nameOfCall,
  startOfName,
} from '../../source/syntax-position'
import { pathOf, receiverOf } from './response-path'

/**
 * What a call does with the response: sends all of it, sends a head or a part that the rest may follow, changes a header, ends
 * it with nothing, hands it to a stream, or hands the request on.
 */
export type EffectKind = 'whole' | 'part' | 'header' | 'end' | 'pipe' | 'next'

/** Something that a function does with the response. */
export interface Effect {
  readonly kind: EffectKind
  /** `null` where a returned value is sent. */
  readonly call: Call | null
  /** Where the call's name begins. */
  readonly offset: number
  /** As the source has it: `res.json`, `next`. */
  readonly via: string
  /** What is done first does the rest, too: a part may be followed by another. */
  readonly isNodes: boolean
}

/** What a function has been given to respond with. */
export interface Responder {
  /** The names of the response: `res`, `ctx.res`. */
  readonly responses: ReadonlySet<string>
  /** The name of what hands the request on; `null` where there is none, or where it may be called after a response. */
  readonly next: string | null
  /** The function whose returned value is sent as well, as Fastify does; `null` where that is not known. */
  readonly returning: FunctionNode | null
}

/** What a call does with the response; `null` where that is nothing, or not known. */
export function effectOf(call: Call, { responses, next }: Responder): Effect | null {
  const name = nameOfCall(call)
  const offset = startOfName(call) ?? 0
  if (next !== null && call.callee.type === 'Identifier' && name === next)
    return isRefusal(call) ? null : { kind: 'next', call, offset, via: next, isNodes: false }
  if (name === null) return null
  const given = call.arguments.map(argument => pathOf(argument) ?? '')
  if (/^(pipe|pipeTo)$/.test(name) && responses.has(given[0] ?? ''))
    return { kind: 'pipe', call, offset, via: `${name}(${given[0]})`, isNodes: true }
  const target = given.find(path => responses.has(path))
  if (name === 'pipeline' && target !== undefined)
    return { kind: 'pipe', call, offset, via: `pipeline(…, ${target})`, isNodes: true }
  // `res.locals.store.end()` is not the response's.
  const response = receiverOf(call)
  if (response === null || !responses.has(response)) return null
  const kind = kindOf(name, call)
  const isNodes = /^(end|write|writeHead|flushHeaders)$/.test(name)
  return kind === null ? null : { kind, call, offset, via: `${response}.${name}`, isNodes }
}

/** What a framework does with a value that is returned to it; `null` where it is not known to be one that is sent. */
export function effectOfReturn({ argument, start }: ReturnStatement): Effect | null {
  if (!/^(?:Object|Array)Expression$|^(?:String|Template)Literal$/.test(argument?.type ?? '')) return null
  return { kind: 'whole', call: null, offset: start ?? 0, via: 'return', isNodes: false }
}

function kindOf(name: string, { arguments: given, callee }: Call): EffectKind | null {
  const isDirect = 'object' in callee && pathOf(callee.object as Node) !== null
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

// restify's `next(false)` ends the chain.
function isRefusal({ arguments: [given] }: Call): boolean {
  return given?.type === 'BooleanLiteral' && !given.value
}

/** Whether an argument of `end` carries no body. */
function isNothing(node: Node): boolean {
  if (node.type === 'StringLiteral') return node.value === ''
  return isCallback(node) || node.type === 'NullLiteral' || isIdentifier(node, 'undefined')
}

function isCallback(node: Node | undefined): boolean {
  return node !== undefined && isFunction(node)
}
