import type { Node, Statement } from '@babel/types'
import type { SourceFile } from '../syntax/source-file'
import { childrenOf } from '../syntax/source-file'
import {
  contains,
  expressionOf,
  functionsAround,
  isCall,
  isCaughtFrom,
  rootOf,
  type Spot,
  statementAround,
} from '../syntax/spot'
import { type Edit, insertion } from './edit'

/**
 * Ends the function after its first answer, so that the second is not reached. Nothing is offered where that would skip
 * work that is neither of the two answers.
 */
export function returnAfter(first: Spot, second: Spot): Edit[] {
  const fn = functionsAround(first)[0]
  const statement = statementAround(first)
  if (fn === undefined || functionsAround(second)[0] !== fn || statement === null) return []
  // Where the later line answered first, to end the function early would change what the client got.
  if (first.offset > second.offset || !isPassed(first, second)) return []
  // A catch clause is reached by an error, before any return.
  if (isCaughtFrom(first, second)) return []
  const { source } = first
  const isPlain = !fn.async && !('generator' in fn && fn.generator)

  const list = listAround(first, statement)
  if (list === null) return branchAlone(source, statement, isPlain)
  const index = list.indexOf(statement)
  const other = list.findIndex(candidate => contains(candidate, second.offset))
  const rest = list.slice(index + 1, other > index ? other : undefined)
  const last = other > index ? lastOfAnswer(first, statement, rest) : (list.at(-1) ?? statement)
  return isJump(last) ? [] : [returnAt(source, last, isPlain)]
}

// The rest of one answer by hand: `res.writeHead(404)` goes on with `res.end()`.
function lastOfAnswer(first: Spot, statement: Statement, rest: readonly Statement[]): Statement {
  const root = first.call === null ? '' : rootOf(first.source, first.call)
  return rest.findLast(candidate => isCallOn(first.source, candidate, root)) ?? statement
}

function isCallOn(source: SourceFile, statement: Statement, root: string): boolean {
  const expression = expressionOf(statement)
  return isCall(expression) && rootOf(source, expression) === root
}

function returnAt(source: SourceFile, last: Statement, isPlain: boolean): Edit {
  // What an asynchronous function returns may be an answer too; what a plain handler returns is not looked at.
  if (isPlain && last.type === 'ExpressionStatement') return insertion(source, last.start ?? 0, 'return ')
  const end = last.end ?? 0
  return insertion(source, end, `\n${indentOf(source, last)}return${source.text[end - 1] === ';' ? ';' : ''}`)
}

function branchAlone(source: SourceFile, statement: Statement, isPlain: boolean): Edit[] {
  if (statement.type !== 'ExpressionStatement') return []
  const [start, end] = [statement.start ?? 0, statement.end ?? 0]
  if (isPlain) return [insertion(source, start, 'return ')]
  const separator = source.text[end - 1] === ';' ? ' ' : '; '
  return [insertion(source, start, '{ '), insertion(source, end, `${separator}return }`)]
}

function listAround(spot: Spot, statement: Statement): readonly Statement[] | null {
  const parent = spot.around[spot.around.indexOf(statement) - 1]
  if (parent?.type === 'BlockStatement' || parent?.type === 'Program') return parent.body
  return parent?.type === 'SwitchCase' ? parent.consequent : null
}

export function indentOf(source: SourceFile, node: Node): string {
  const line = source.text.slice(source.text.lastIndexOf('\n', (node.start ?? 0) - 1) + 1)
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}

export function isJump(statement: Node | undefined): boolean {
  return /^(Return|Throw|Break|Continue)Statement$/.test(statement?.type ?? '')
}

/** Whether what stands between two answers may be skipped: declarations, logging, and more of the same answer. */
function isPassed(first: Spot, second: Spot): boolean {
  const list = second.around.findLast(
    node => (node.type === 'BlockStatement' || node.type === 'Program') && contains(node, first.offset),
  ) as { body: Statement[] } | undefined
  if (list === undefined) return true
  const from = list.body.findIndex(statement => contains(statement, first.offset))
  const to = list.body.findIndex(statement => contains(statement, second.offset))
  const roots = [first, second].flatMap(spot => (spot.call === null ? [] : [rootOf(spot.source, spot.call)]))
  return list.body.slice(from + 1, to).every(statement => isHarmless(first.source, statement, roots))
}

function isHarmless(source: SourceFile, node: Node, roots: readonly string[]): boolean {
  if (/^(Arrow)?Function/.test(node.type) || node.type === 'VariableDeclaration') return true
  if (node.type === 'ExpressionStatement') {
    const { expression } = node
    if (expression.type === 'AssignmentExpression') return true
    const call = expressionOf(node)
    return isCall(call) && [...roots, 'console'].includes(rootOf(source, call))
  }
  return childrenOf(node)
    .filter(child => /Statement|Declaration|SwitchCase|CatchClause/.test(child.type))
    .every(child => isHarmless(source, child, roots))
}
