import type { Identifier, Node } from '@babel/types'
import { type Call, type FunctionNode, isCall, isFunction, nameOfCall } from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Responder } from './effect'
import { pathOf, receiverOf, rootOf } from './response-path'

/** A function that has been given a response, and what it responds with. */
export interface Handler {
  readonly fn: FunctionNode
  readonly responder: Responder
  /** The position of the response among its parameters; -1 where it is part of one, or of `this`. */
  readonly at: number
}

const usualName = /^_?(res|resp|response|reply|rep)$/i
const typeName = /^(?:Express|Http2?|Node|NextApi)?(?:Server)?Response$|^(?:Fastify)?Reply$/

/** Responses that are part of a parameter: Koa's `ctx.res`, h3's `event.node.res`, Fastify's `reply.raw`. */
const partOfParameter = /^\w+(?:\.node)?\.res$|^_?(?:reply|rep|res)\.raw$/

/** Responses that an object has been given. */
const partOfThis = /^this\._?(?:res|response|reply)$/

/** What only the response to a request has. */
const telling = /^(writeHead|setHeader|sendStatus|sendFile|clearCookie|flushHeaders)$/

const sending =
  /^(end|send|json|jsonp|redirect|render|sendFile|sendStatus|download|write|writeHead|flushHeaders)$/

/** What is called on the response as well. */
const preparing = /^(setHeader|cookie|clearCookie|code|status)$/

interface Declarator {
  readonly id: Node
  readonly init?: Node | null
}

/** A function, its calls of methods that responses have, and those of the functions in it. */
interface Scope {
  readonly fn: FunctionNode
  readonly isProperty: boolean
  readonly calls: Call[]
  /** The constants of the function itself. */
  readonly constants: Declarator[]
}

/**
 * The functions below a node that have been given a response: by its type, or by the parameter's place and name and what is
 * called on it.
 *
 * @param canGoOn whether the framework wants `next()` to be called after a response, as restify does.
 */
export function handlersIn(root: Node, canGoOn: boolean): Handler[] {
  return scopesIn(root).flatMap(scope => handlerOf(scope, canGoOn) ?? [])
}

// The outermost first.
function scopesIn(root: Node): Scope[] {
  const scopes: Scope[] = []
  const visit = (node: Node, parent: Node | null, around: readonly Scope[]) => {
    let inside = around
    // What a promise comes to is no response to a request.
    if (isFunction(node) && !isOfPromise(node, parent)) {
      const isProperty = /^Class\w*Property$/.test(parent?.type ?? '')
      const scope: Scope = { fn: node, isProperty, calls: [], constants: [] }
      scopes.push(scope)
      inside = [...around, scope]
    }
    if (node.type === 'VariableDeclaration' && node.kind === 'const')
      inside.at(-1)?.constants.push(...node.declarations)
    if (isCall(node) && isSending(node)) for (const { calls } of inside) calls.push(node)
    for (const child of childrenOf(node)) visit(child, node, inside)
  }
  visit(root, null, [])
  return scopes
}

function isOfPromise(fn: Node, parent: Node | null): boolean {
  return isCall(parent) && /^(then|catch|finally)$/.test(nameOfCall(parent) ?? '') && parent.callee !== fn
}

function handlerOf(scope: Scope, canGoOn: boolean): Handler | null {
  const { fn, calls } = scope
  const params = fn.params.map(identifierOf)
  const responding = params.findIndex((param, index) => param !== null && isResponse(scope, param, index))
  const at = responding === -1 && isMiddleware(fn, params) ? params.length - 2 : responding
  const response = params[at]?.name ?? partIn(scope)
  if (response === null) return null
  const next = at === -1 ? null : params[at + 1]
  const responses = namesOf(scope, response)
  const isFastify = callsOn(calls, responses).some(call => nameOfCall(call) === 'code')
  const isNext = next != null && at > 0 && !canGoOn && !isFastify
  const isReply = at === 1 && fn.async && /^(?:reply|rep)$/.test(response) && next == null
  return {
    fn,
    at,
    responder: { responses, next: isNext ? next.name : null, returning: isReply ? fn : null },
  }
}

function identifierOf(param: Node): Identifier | null {
  if (param.type === 'TSParameterProperty') return identifierOf(param.parameter)
  return param.type === 'Identifier' ? param : null
}

/** A response that is part of a parameter or of `this`, and on which something is sent. */
function partIn(scope: Scope): string | null {
  const { fn, isProperty, calls } = scope
  const names = new Set(fn.params.map(param => identifierOf(param)?.name))
  const isMethod = fn.type !== 'ArrowFunctionExpression' || isProperty
  const receivers = calls.filter(call => !isPreparing(call)).flatMap(call => receiverOf(call) ?? [])
  const isPart = (path: string) =>
    (isMethod && partOfThis.test(path)) || (partOfParameter.test(path) && names.has(rootOf(path)))
  return receivers.find(isPart) ?? receivers.find(path => destructured(scope).includes(path)) ?? null
}

// `({ res }) => …`, `const { res } = ctx`.
function destructured({ fn, constants }: Scope): string[] {
  const names: string[] = []
  for (const param of fn.params) if (param.type === 'ObjectPattern') names.push(...responsesOf(param))
  for (const { id, init } of constants)
    if (id.type === 'ObjectPattern' && init != null && fn.params.some(param => isNamed(param, init)))
      names.push(...responsesOf(id))
  return names
}

function responsesOf(pattern: Node): string[] {
  return childrenOf(pattern).flatMap(property => {
    if (property.type !== 'ObjectProperty' || property.value.type !== 'Identifier') return []
    const isResponse = property.key.type === 'Identifier' && /^(?:res|reply)$/.test(property.key.name)
    return isResponse ? [property.value.name] : []
  })
}

function isNamed(param: Node, expression: Node): boolean {
  return pathOf(expression) === identifierOf(param)?.name
}

/** All names of a response in a function: `const res = this.res`. Fastify's reply has Node's response as a part. */
function namesOf({ constants }: Scope, response: string): Set<string> {
  const names = new Set([response, `${response}.raw`])
  for (const { id, init } of constants) {
    if (id.type === 'Identifier' && init != null && names.has(pathOf(init) ?? '')) names.add(id.name)
    const isFrom = (path: string) => init != null && pathOf(init) === response.slice(0, -path.length - 1)
    if (id.type === 'ObjectPattern' && isFrom('res')) for (const name of responsesOf(id)) names.add(name)
  }
  return names
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

function isResponse(scope: Scope, param: Identifier, at: number): boolean {
  const calls = callsOn(scope.calls, namesOf(scope, param.name))
  if (calls.length === 0) return false
  if (param.typeAnnotation != null) {
    const type = typeOf(param.typeAnnotation)
    if (type !== null) return typeName.test(type) || calls.some(isTelling)
  }
  if (usualName.test(param.name)) return true
  return at > 0 && calls.some(isTelling)
}

// `out.status(404).send()` is as telling as what only a response has. A template engine has a `render` as well.
function isTelling(call: Call): boolean {
  const name = nameOfCall(call) ?? ''
  if (telling.test(name)) return true
  const { callee } = call
  const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression'
  const before = isMember && isCall(callee.object) ? (nameOfCall(callee.object) ?? '') : ''
  return /^(status|code)$/.test(before) && sending.test(name)
}

// The response to a request that the program makes has a `json()` without arguments.
function isSending(call: Call): boolean {
  const name = nameOfCall(call) ?? ''
  return (sending.test(name) || preparing.test(name)) && (name !== 'json' || call.arguments.length > 0)
}

function isPreparing(call: Call): boolean {
  return preparing.test(nameOfCall(call) ?? '')
}

function callsOn(calls: readonly Call[], names: ReadonlySet<string>): Call[] {
  return calls.filter(call => names.has(receiverOf(call) ?? ''))
}

function typeOf(annotation: Node): string | null {
  const type = 'typeAnnotation' in annotation ? (annotation.typeAnnotation as Node) : null
  if (type?.type !== 'TSTypeReference') return null
  const { typeName } = type
  if (typeName.type === 'Identifier') return typeName.name
  return typeName.type === 'TSQualifiedName' ? typeName.right.name : null
}
