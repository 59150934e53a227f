import type { Node, Statement } from '@babel/types'
import {
  type Call,
  type FunctionNode,
  isCall,
  isLoop,
  nameOfCall,
  rootOf,
} from '../../source/syntax-position'
import type { SourceFile } from '../../source/syntax-tree'
import { isIterationCall } from '../fork/repeated'
import { functionOf } from './function-of'
import { isPipe, sendsBody } from './response-call'

/** By what names code can respond to a request. */
export interface Means {
  readonly source: SourceFile
  /** The response, as calls of its methods begin: `res`, `ctx.res`. */
  readonly responses: ReadonlySet<string>
  /** Functions that go on with the request, or hand back what was asked for: `next`, `callback`. */
  readonly continuations: ReadonlySet<string>
  /** The functions that calls have run, where that was seen. */
  readonly called?: ReadonlyMap<Call, CalledFunction>
  /** Whether what throws, and what is handed the response and cannot be read, responds, too. */
  readonly isLenient?: boolean
}

/** A function and the file that it is in. */
export interface CalledFunction {
  readonly fn: FunctionNode
  readonly source: SourceFile
}

/** Functions called one from another that are read. */
const maxDepth = 6

/**
 * Whether each run of a function responds, at once or in a callback that it starts: no path ends, or leaves it, without.
 *
 * @param given the texts of the arguments that it is called with.
 */
export function functionResponds(
  fn: FunctionNode,
  means: Means,
  given: readonly string[] = [],
  depth = maxDepth,
): boolean {
  if (depth === 0 || ('generator' in fn && fn.generator)) return false
  const own = renamed(means, fn, given)
  if (fn.body.type !== 'BlockStatement') return expressionResponds(fn.body, own, depth)
  return !mayEnd(listOutcome(fn.body.body, own, depth))
}

/** Whether statements that run one after the other always respond before they are done. */
export function statementsRespond(statements: readonly Statement[], means: Means): boolean {
  return !mayEnd(listOutcome(statements, means, maxDepth))
}

// How code may end without having responded.
interface Outcome {
  readonly goesOn: boolean
  /** By `return` or `throw`. */
  readonly leaves: boolean
  /** By `break` or `continue`. */
  readonly jumps: boolean
}

const responded: Outcome = { goesOn: false, leaves: false, jumps: false }
const passed: Outcome = { ...responded, goesOn: true }

function listOutcome(statements: readonly Statement[], means: Means, depth: number): Outcome {
  let all = passed
  for (const statement of statements) {
    const outcome = outcomeOf(statement, means, depth)
    all = { ...either(all, outcome), goesOn: outcome.goesOn }
    if (!outcome.goesOn) break
  }
  return all
}

function outcomeOf(statement: Node | null | undefined, means: Means, depth: number): Outcome {
  if (statement == null) return passed
  const responds = (node: Node | null | undefined) => node != null && expressionResponds(node, means, depth)
  const of = (node: Node | null | undefined) => outcomeOf(node, means, depth)
  switch (statement.type) {
    case 'ExpressionStatement':
      return responds(statement.expression) ? responded : passed
    case 'VariableDeclaration':
      return statement.declarations.some(({ init }) => responds(init)) ? responded : passed
    case 'ReturnStatement':
      return responds(statement.argument) ? responded : { ...responded, leaves: true }
    case 'ThrowStatement':
      return { ...responded, leaves: means.isLenient !== true }
    case 'BreakStatement':
    case 'ContinueStatement':
      return { ...responded, jumps: true }
    case 'BlockStatement':
      return listOutcome(statement.body, means, depth)
    case 'IfStatement':
      return responds(statement.test) ? responded : either(of(statement.consequent), of(statement.alternate))
    case 'TryStatement':
      if (!mayEnd(of(statement.finalizer))) return responded
      return either(of(statement.block), statement.handler == null ? responded : of(statement.handler.body))
    case 'SwitchStatement':
      return switchOutcome(statement.cases, means, depth)
    default:
      return isLoop(statement) ? loopOutcome(statement, of) : passed
  }
}

function mayEnd({ goesOn, leaves, jumps }: Outcome): boolean {
  return goesOn || leaves || jumps
}

function either(one: Outcome, other: Outcome): Outcome {
  return {
    goesOn: one.goesOn || other.goesOn,
    leaves: one.leaves || other.leaves,
    jumps: one.jumps || other.jumps,
  }
}

// A loop may have no turn.
function loopOutcome(loop: Node, of: (node: Node) => Outcome): Outcome {
  return { ...passed, leaves: 'body' in loop && of(loop.body as Node).leaves }
}

// A case runs on into the next; what leaves it by `break` goes on after the switch.
function switchOutcome(
  cases: readonly Extract<Node, { type: 'SwitchCase' }>[],
  means: Means,
  depth: number,
): Outcome {
  const isComplete = cases.some(({ test }) => test == null)
  const outcomes = cases.map((_, index) =>
    listOutcome(
      cases.slice(index).flatMap(({ consequent }) => consequent),
      means,
      depth,
    ),
  )
  const { goesOn, leaves, jumps } = outcomes.reduce(either, isComplete ? responded : passed)
  return { goesOn: goesOn || jumps, leaves, jumps: false }
}

/** Whether an expression responds whenever it is evaluated. */
export function expressionResponds(node: Node, means: Means, depth = maxDepth): boolean {
  const responds = (inner: Node | null | undefined) =>
    inner != null && expressionResponds(inner, means, depth)
  switch (node.type) {
    case 'AwaitExpression':
    case 'UnaryExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return responds('argument' in node ? node.argument : node.expression)
    case 'ConditionalExpression':
      return responds(node.test) || (responds(node.consequent) && responds(node.alternate))
    case 'LogicalExpression':
      return responds(node.left)
    case 'SequenceExpression':
      return node.expressions.some(responds)
    case 'AssignmentExpression':
      return responds(node.right) || isBodyOf(node.left, means)
    case 'CallExpression':
      return callResponds(node, means, depth)
    default:
      return false
  }
}

// `ctx.body = …`
function isBodyOf(node: Node, { source, responses }: Means): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'body' &&
    responses.has(source.text.slice(node.object.start ?? 0, node.object.end ?? 0))
  )
}

function callResponds(call: Call, means: Means, depth: number): boolean {
  const { callee } = call
  const name = nameOfCall(call)
  if (callee.type === 'Identifier' && means.continuations.has(callee.name)) return true
  if (sendsBody(name) && name !== 'write' && means.responses.has(rootOf(means.source, call))) return true
  const isMember = callee.type === 'MemberExpression'
  if (isMember && isCall(callee.object) && callResponds(callee.object, means, depth)) return true
  return (
    call.arguments.some(argument => expressionResponds(argument, means, depth)) ||
    handsOver(call, means, depth)
  )
}

// What is called responds: it is handed the response, or a function that does.
function handsOver(call: Call, means: Means, depth: number): boolean {
  const { source, responses, continuations } = means
  const texts = call.arguments.map(({ start, end }) => source.text.slice(start ?? 0, end ?? 0))
  if (texts.some(text => responses.has(text)) && isPipe(call)) return true
  if (isRepeatedOrForErrors(call)) return means.isLenient === true && nameOfCall(call) === 'setInterval'
  if (texts.some(text => continuations.has(text))) return true
  const own = functionOf(call.callee, source)
  const called = own === null ? means.called?.get(call) : { fn: own, source }
  if (
    called !== undefined &&
    functionResponds(called.fn, { ...means, source: called.source }, texts, depth - 1)
  )
    return true
  if (called === undefined && means.isLenient && texts.some(text => responses.has(text))) return true
  const callback = callbackOf(call)
  const fn = callback === undefined ? null : functionOf(callback, source)
  return fn !== null && functionResponds(fn, means, [], depth - 1)
}

// A list may be empty; an error may never come.
function isRepeatedOrForErrors(call: Call): boolean {
  const name = nameOfCall(call) ?? ''
  if (isIterationCall(call) || /^(setInterval|catch|finally|off|removeListener)$/.test(name)) return true
  const [event] = call.arguments
  return (
    /^(on|once|addListener|prependListener)$/.test(name) &&
    (event?.type !== 'StringLiteral' || /err|close|abort|timeout|fail|data|drain/i.test(event.value))
  )
}

function callbackOf(call: Call): Node | undefined {
  const isFirst = /^(then|setTimeout|setImmediate|nextTick|queueMicrotask)$/.test(nameOfCall(call) ?? '')
  return isFirst ? call.arguments[0] : call.arguments.at(-1)
}

// By what names a function knows what it is handed. A parameter of its own is something else.
function renamed(means: Means, { params }: FunctionNode, texts: readonly string[]): Means {
  const namesIn = (names: ReadonlySet<string>) => {
    const given = params.flatMap((param, index) =>
      param.type === 'Identifier' && names.has(texts[index] ?? '') ? [param.name] : [],
    )
    const hidden = params.flatMap(param => (param.type === 'Identifier' ? [param.name] : []))
    return new Set([...[...names].filter(name => !hidden.includes(name)), ...given])
  }
  return {
    ...means,
    responses: namesIn(means.responses),
    continuations: namesIn(means.continuations),
  }
}
