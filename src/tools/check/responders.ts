import type { Identifier, Node } from '@babel/types'
import { type Call, type FunctionNode, isCall, isFunction, nameOfCall } from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Responder } from './effect'

/** A function that has been given a response, and what it responds with. */
export interface Handler {
  readonly fn: FunctionNode
  readonly responder: Responder
  /** The position of the response among its parameters. */
  readonly at: number
}

const usualName = /^_?(res|resp|response|reply|rep)$/i
const typeName = /^(Express\.)?(Response|ServerResponse|Http2ServerResponse|FastifyReply|NextApiResponse)$/

/** What only the response to a request has. */
const telling =
  /^(writeHead|setHeader|sendStatus|sendFile|redirect|render|cookie|clearCookie|flushHeaders|code|status)$/

const sending =
  /^(end|send|json|jsonp|redirect|render|sendFile|sendStatus|download|write|writeHead|flushHeaders)$/

/**
 * The functions below a node that have been given a response: by its type, or by the parameter's place and name and what is
 * called on it.
 *
 * @param canGoOn whether the framework wants `next()` to be called after a response, as restify does.
 */
export function handlersIn(root: Node, canGoOn: boolean): Handler[] {
  const handlers: Handler[] = []
  const visit = (node: Node) => {
    if (isFunction(node)) {
      const handler = handlerOf(node, canGoOn)
      if (handler !== null) handlers.push(handler)
    }
    for (const child of childrenOf(node)) visit(child)
  }
  visit(root)
  return handlers
}

function handlerOf(fn: FunctionNode, canGoOn: boolean): Handler | null {
  const params = fn.params.map(param => (param.type === 'Identifier' ? param : null))
  const responding = params.findIndex((param, index) => param !== null && isResponse(fn, param, index))
  const at = responding === -1 && isMiddleware(fn, params) ? params.length - 2 : responding
  const response = params[at]
  if (response == null) return null
  const next = params[at + 1]
  const isFastify = callsOn(fn, response.name).some(call => nameOfCall(call) === 'code')
  const isNext = next != null && at > 0 && !canGoOn && !isFastify
  return { fn, at, responder: { response: response.name, next: isNext ? next.name : null } }
}

// It has what every middleware has, and only hands the request on.
function isMiddleware(fn: FunctionNode, params: readonly (Identifier | null)[]): boolean {
  const [response, next] = params.slice(-2)
  if (params.length < 3 || response == null || next == null || !usualName.test(response.name)) return false
  const isCalled = (node: Node): boolean =>
    (isCall(node) && node.callee.type === 'Identifier' && node.callee.name === next.name) ||
    childrenOf(node).some(isCalled)
  return isCalled(fn.body)
}

function isResponse(fn: FunctionNode, param: Identifier, at: number): boolean {
  const calls = callsOn(fn, param.name).filter(isSending)
  if (calls.length === 0) return false
  if (param.typeAnnotation != null) {
    const type = typeOf(param.typeAnnotation)
    if (type !== null) return typeName.test(type)
  }
  if (usualName.test(param.name)) return true
  return at > 0 && calls.some(call => telling.test(nameOfCall(call) ?? ''))
}

// The response to a request that the program makes has a `json()` without arguments.
function isSending(call: Call): boolean {
  const name = nameOfCall(call) ?? ''
  return (sending.test(name) || telling.test(name)) && (name !== 'json' || call.arguments.length > 0)
}

/** The calls of methods of what a name stands for, or of chains that begin with it. */
function callsOn(node: Node, name: string): Call[] {
  const calls: Call[] = []
  const visit = (inner: Node) => {
    if (isCall(inner) && beginOf(inner) === name) calls.push(inner)
    for (const child of childrenOf(inner)) visit(child)
  }
  visit(node)
  return calls
}

function beginOf(call: Call): string | null {
  let node: Node = call
  while (true) {
    if (isCall(node)) node = node.callee
    else if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') node = node.object
    else return node.type === 'Identifier' && node !== call.callee ? node.name : null
  }
}

function typeOf(annotation: Node): string | null {
  const type = 'typeAnnotation' in annotation ? (annotation.typeAnnotation as Node) : null
  if (type?.type !== 'TSTypeReference') return null
  const { typeName } = type
  if (typeName.type === 'Identifier') return typeName.name
  return typeName.type === 'TSQualifiedName' ? typeName.right.name : null
}
