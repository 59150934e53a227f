import type { Node } from '@babel/types'
import {
  type Call,
  type FunctionNode,
  functionsAround,
  isArgumentOf,
  isCall,
  nameOfCall,
  parentIn,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { childrenOf, type SourceFile } from '../../source/syntax-tree'
import type { Evidence } from '../evidence'
import type { ForkSide } from '../shape/side'
import { isUnconditional, listOf } from '../syntax/flow'
import { functionResponds } from '../syntax/responds-always'
import { type Edit, replacement } from './edit'
import { responseNameAt } from './means-of'
import { removeStatement } from './remove-statement'

/**
 * Lets a listener run once that responded twice: the second of two equal registrations goes, or `on` becomes `once`, where each
 * run responds to the request in whose course it was registered.
 */
export function listenOnceInBoth(evidence: Evidence): Edit[] {
  const { sides, conflict } = evidence
  if (sides === null) return []
  const others = listenersOn(sides.second)
  for (const { fn, position, calls } of listenersOn(sides.first)) {
    if (!others.some(other => other.fn === fn)) continue
    const [call, again] = calls
    if (call === undefined || calls.length > 2) return []
    if (again !== undefined) return removeSecond(position, call, again)
    const name = responseNameAt(sides.first, conflict.first, position)
    if (name === null || fn.params.some(param => param.type === 'Identifier' && param.name === name))
      return []
    const means = { source: position.source, responses: new Set([name]), continuations: new Set<string>() }
    return functionResponds(fn, means) ? onlyOnce(call, position.source) : []
  }
  return []
}

/** Registers a listener for its first run only, where each run of it responds. */
export function listenOnce({ call, source }: SyntaxPosition, response: SyntaxPosition): Edit[] {
  const listener = functionsAround(response)[0]
  const isListener = call !== null && isArgumentOf(call, listener)
  // A run that does not respond must not be the only one.
  return isListener && isUnconditional(response) ? onlyOnce(call, source) : []
}

/** Whether an event is emitted for each piece of something, so that the first is not all. */
export function isPiece(event: string): boolean {
  return /^(data|readable|chunk|line|row|progress|drain|field|file|part)$/.test(event)
}

function onlyOnce(call: Call, source: SourceFile): Edit[] {
  const [event] = call.arguments
  if (!isRegistration(call) || !('property' in call.callee)) return []
  if (event?.type === 'StringLiteral' && isPiece(event.value)) return []
  return [replacement(source, call.callee.property.start ?? 0, call.callee.property.end ?? 0, 'once')]
}

function isRegistration(node: Node): node is Call {
  return isCall(node) && /^(on|addListener)$/.test(nameOfCall(node) ?? '')
}

interface Listener {
  readonly fn: FunctionNode
  /** A position in the listener. */
  readonly position: SyntaxPosition
  /** Where it is registered. */
  readonly calls: readonly Call[]
}

// The functions on a path that were registered as listeners by the function that they are written in.
function listenersOn({ path }: ForkSide): Listener[] {
  const positions = path.flatMap(({ frame }) =>
    frame.owner === 'app' ? (syntaxPositionOf(frame) ?? []) : [],
  )
  return positions.flatMap(position => {
    const [fn, maker] = functionsAround(position)
    if (fn === undefined || maker === undefined) return []
    const parent = parentIn(position, fn)
    if (parent === undefined) return []
    if (isRegistration(parent)) return [{ fn, position, calls: [parent] }]
    const name =
      parent.type === 'VariableDeclarator' ? parent.id : fn.type === 'FunctionDeclaration' ? fn.id : null
    if (name?.type !== 'Identifier') return []
    const calls = registrationsOf(maker.body, name.name)
    return calls.length === 0 ? [] : [{ fn, position, calls }]
  })
}

function registrationsOf(node: Node, name: string): Call[] {
  const isOwn =
    isRegistration(node) && node.arguments.some(each => each.type === 'Identifier' && each.name === name)
  return [...(isOwn ? [node] : []), ...childrenOf(node).flatMap(child => registrationsOf(child, name))]
}

function removeSecond({ source, around }: SyntaxPosition, call: Call, again: Call): Edit[] {
  const textOf = ({ start, end }: Call) => source.text.slice(start ?? 0, end ?? 0)
  if (textOf(call) !== textOf(again)) return []
  const list = around.map(listOf).find(list => list?.some(statement => isStatementOf(statement, again)))
  const statement = list?.find(each => isStatementOf(each, again))
  return statement !== undefined && list?.some(each => isStatementOf(each, call))
    ? [removeStatement(source, statement)]
    : []
}

function isStatementOf(statement: Node, call: Call): boolean {
  return statement.type === 'ExpressionStatement' && statement.expression === call
}
