import type { BreakStatement, ExpressionStatement, LogicalExpression, Node, Statement } from '@babel/types'
import { appSiteOf } from '../../locate/site'
import {
  contains,
  expressionOf,
  type FunctionNode,
  functionsAround,
  insideOf,
  isCall,
  isCaughtFrom,
  isChainFrom,
  isLoop,
  ownerOfParameter,
  rootOf,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
  unwrapExpression,
} from '../../source/syntax-position'
import type { SourceFile } from '../../source/syntax-tree'
import type { Evidence, ForkSide } from '../evidence'
import { isJump, isUnconditional, listOf, skippedAfter } from '../syntax/flow'
import { alwaysResponds, handsOn, isRefusal } from './certain-response'
import { type Edit, insertion, replacement } from './edit'
import { type Ending, endingOf } from './ending'
import { identifiersIn, isSafeToSkip, type Skipping } from './skipped-code'

/**
 * Ends the function after its first answer, so that the second is not reached. Right only where all of this holds:
 * - the second is in the same call of the same function, later, and reached by going on, not by an error or a `finally`;
 * - what stands at the first always answers, or hands on to who does;
 * - the first is a statement of its own, or the right side of an `&&` or `||` that is one;
 * - nothing else is skipped that calls without a second answer do today, or that both kinds of calls have to do;
 * - who called the function does not go on to answer, or to use what it returns.
 */
export function returnAfter(evidence: Evidence): Edit[] {
  const { fork, sides, conflict } = evidence
  const [first, second] = [sides?.first.position, sides?.second.position]
  if (fork === null || sides === null || first == null || second == null) return []
  const [fn] = functionsAround(first)
  const statement = statementAround(first)
  if (fn === undefined || functionsAround(second)[0] !== fn || statement === null) return []
  if (first.offset > second.offset || contains(statement, second.offset)) return []
  if (isCaughtFrom(first, second) || isInFinally(fn, first) || isInFinally(fn, second)) return []
  if (!alwaysResponds(sides.first, conflict.first) && !handsOn(sides.first)) return []
  // What the second has started may be more than an answer: another try, the next in a queue.
  const isAnswer = sides.second.isNext || isSite(evidence) || isOwnContinuation(fn, sides.second)
  if (sides.second.asyncReasons.length > 0 && !isAnswer) return []

  const ending = endingOf(fn, first, fork)
  const answer = answerOf(first, statement)
  if (ending === null || answer === null) return []
  const isConditional = answer.condition !== null || !isUnconditional(first)
  const skipping: Skipping = {
    source: first.source,
    roots: [first, second].flatMap(spot => (spot.call === null ? [] : [rootOf(spot.source, spot.call)])),
    isRefused: isConditional && isRefusal(sides.first, conflict.raw.status),
    given: fn.params.flatMap(identifiersIn),
    tested: testedFor(fn, first, answer.condition),
  }
  const isThrowing = conflict.raw.second.outcome === 'threw' && sides.second.asyncReasons.length === 0
  const isSafe = (end: Statement) =>
    isSafeToSkip(skippedAfter(fn, first, end, second, isThrowing), second, skipping)

  const list = listAround(first, statement)
  if (answer.condition !== null) {
    if (list === null || !isSafe(statement)) return []
    return asBranch(first.source, answer.statement, answer.condition, ending)
  }
  if (list === null) return isSafe(statement) ? branchAlone(first.source, answer.statement, ending) : []

  const other = list.findIndex(candidate => contains(candidate, second.offset))
  const rest = list.slice(list.indexOf(statement) + 1, other === -1 ? undefined : other)
  const leaving = rest.find(isJump)
  if (leaving !== undefined) return leaveFor(first, fn, leaving, isSafe)
  const last = lastOfAnswer(first, statement, rest)
  if ((other !== -1 || last === (rest.at(-1) ?? statement)) && isSafe(last))
    return [returnAt(first.source, last, ending)]
  // What both kinds of calls do stays: the function ends after it.
  const end = rest.at(-1) ?? statement
  return isSafe(end) ? [returnAt(first.source, end, ending)] : []
}

interface Answer {
  readonly statement: ExpressionStatement
  /** `a && …` or `a || …`, where the answer is on its right. */
  readonly condition: LogicalExpression | null
}

function answerOf({ call }: SyntaxPosition, statement: Statement): Answer | null {
  if (call === null || statement.type !== 'ExpressionStatement') return null
  const expression = unwrapExpression(statement.expression)
  if (isChainFrom(call, expression)) return { statement, condition: null }
  if (expression.type !== 'LogicalExpression' || expression !== statement.expression) return null
  const isRight = expression.operator !== '??' && isChainFrom(call, expression.right)
  return isRight ? { statement, condition: expression } : null
}

// Parameters, as the request, are everybody's.
function testedFor(fn: FunctionNode, first: SyntaxPosition, condition: LogicalExpression | null): string[] {
  const branch = insideOf(fn, first).findLast(node => node.type === 'IfStatement')
  const test = condition?.left ?? (branch?.type === 'IfStatement' ? branch.test : null)
  const given = fn.params.flatMap(identifiersIn)
  return test === null ? [] : identifiersIn(test).filter(name => !given.includes(name))
}

// What the function has begun comes back to it, and from there to the callback; it does not begin anew.
function isOwnContinuation(fn: FunctionNode, { path }: ForkSide): boolean {
  const spots = path.flatMap(({ frame }) => (frame.owner === 'app' ? (syntaxPositionOf(frame) ?? []) : []))
  if (spots.some(spot => functionsAround(spot)[0] === fn)) return false
  return spots.some(spot => {
    const callee = spot.call?.callee
    return callee?.type === 'Identifier' && ownerOfParameter(spot, callee.name) === fn
  })
}

function isSite({ sides, conflict }: Evidence): boolean {
  const site = appSiteOf(conflict.second)
  const frame = sides?.second.frame
  return site !== null && frame !== undefined && site.line === frame.line && site.column === frame.column
}

function isInFinally(fn: FunctionNode, spot: SyntaxPosition): boolean {
  const inside = insideOf(fn, spot)
  return inside.some((node, index) => node.type === 'TryStatement' && node.finalizer === inside[index + 1])
}

// The rest of one answer by hand: `res.writeHead(404)` goes on with `res.end()`.
function lastOfAnswer(first: SyntaxPosition, statement: Statement, rest: readonly Statement[]): Statement {
  const root = first.call === null ? '' : rootOf(first.source, first.call)
  return rest.findLast(candidate => isCallOn(first.source, candidate, root)) ?? statement
}

function isCallOn(source: SourceFile, statement: Statement, root: string): boolean {
  const expression = expressionOf(statement)
  return isCall(expression) && rootOf(source, expression) === root
}

// A `break` that leaves a loop or a switch after the answer can leave the function.
function leaveFor(
  first: SyntaxPosition,
  fn: FunctionNode,
  jump: Statement,
  isSafe: (end: Statement) => boolean,
): Edit[] {
  if (jump.type !== 'BreakStatement' || (jump as BreakStatement).label != null || !isSafe(jump)) return []
  if (insideOf(fn, first).some(node => isLoop(node)) && !isSafe(jump)) return []
  return [replacement(first.source, jump.start ?? 0, (jump.start ?? 0) + 'break'.length, 'return')]
}

function returnAt(source: SourceFile, last: Statement, ending: Ending): Edit {
  if (ending === 'with the answer' && last.type === 'ExpressionStatement')
    return insertion(source, last.start ?? 0, 'return ')
  const end = last.end ?? 0
  return insertion(source, end, `\n${indentOf(source, last)}return${source.text[end - 1] === ';' ? ';' : ''}`)
}

function branchAlone(source: SourceFile, statement: ExpressionStatement, ending: Ending): Edit[] {
  const [start, end] = [statement.start ?? 0, statement.end ?? 0]
  if (ending === 'with the answer') return [insertion(source, start, 'return ')]
  const separator = source.text[end - 1] === ';' ? ' ' : '; '
  return [insertion(source, start, '{ '), insertion(source, end, `${separator}return }`)]
}

// `!user && res.sendStatus(404)` becomes `if (!user) return res.sendStatus(404)`.
function asBranch(
  source: SourceFile,
  statement: ExpressionStatement,
  { operator, left, right }: LogicalExpression,
  ending: Ending,
): Edit[] {
  const start = statement.start ?? 0
  const between = source.text.slice(left.end ?? 0, right.start ?? 0)
  const [, close, , open] = /^(\)*)(\s*(?:&&|\|\|)\s*)(\(*)$/.exec(between) ?? []
  if (close === undefined || open === undefined || source.text[start] === '(') return []
  const [from, to] = [(left.end ?? 0) + close.length, (right.start ?? 0) - open.length]
  const isSimple = /^(Identifier|CallExpression|MemberExpression)$/.test(left.type)
  const [no, done] = isSimple ? ['!', ''] : ['!(', ')']
  const [before, after] = operator === '||' ? [`if (${no}`, `${done})`] : ['if (', ')']
  if (ending === 'with the answer')
    return [insertion(source, start, before), replacement(source, from, to, `${after} return `)]
  const indent = indentOf(source, statement)
  const inner = `\n${indent}${indent.includes('\t') ? '\t' : '  '}`
  const end = statement.end ?? 0
  const semicolon = source.text[end - 1] === ';' ? ';' : ''
  return [
    insertion(source, start, before),
    replacement(source, from, to, `${after} {${inner}`),
    insertion(source, end, `${inner}return${semicolon}\n${indent}}`),
  ]
}

function listAround(spot: SyntaxPosition, statement: Statement): readonly Statement[] | null {
  return listOf(spot.around[spot.around.indexOf(statement) - 1])
}

export function indentOf(source: SourceFile, node: Node): string {
  const line = source.text.slice(source.text.lastIndexOf('\n', (node.start ?? 0) - 1) + 1)
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}
