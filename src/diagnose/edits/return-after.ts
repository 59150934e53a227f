import type { BreakStatement, ExpressionStatement, LogicalExpression, Statement } from '@babel/types'
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
import type { Evidence } from '../evidence'
import type { Fork } from '../fork/fork'
import { isSamePosition } from '../fork/frame-comparison'
import { type ForkSide, inSourceOrder, isInSourceOrder } from '../shape/side'
import { isJump, isSure, isUnconditional, listOf, skippedAfter } from '../syntax/flow'
import { alwaysResponds, handsOnSomething } from './certain-response'
import { type Edit, insertion, replacement } from './edit'
import { type Ending, endingOf } from './ending'
import { identifiersIn, isSafeToSkip, type Skipping } from './skipped-code'
import { indentStepOf, newLineLike, semicolonOf } from './source-style'

/** A function that is to end after one of its lines. */
export interface EarlyEnd {
  readonly fork: Fork
  /** The line after which it is to end: it responds, or hands the request on. */
  readonly earlier: SyntaxPosition
  /** A line that is not to be reached then. */
  readonly later: SyntaxPosition
  /** Whether the earlier line has refused the request. */
  readonly isRefused: boolean
  /** Whether the later line throws today, so that nothing after it runs. */
  readonly isThrowing: boolean
}

/** Ends the fork's function after the earlier of its two lines, so that the later one is not reached. */
export function returnAfter(evidence: Evidence): Edit[] {
  const { fork, sides, conflict, next, shape } = evidence
  if (fork === null || sides === null) return []
  const [earlier, later] = inSourceOrder(sides, sides)
  const [earlierSide, laterSide] = inSourceOrder(sides, conflict)
  const [earlierNext, laterNext] = inSourceOrder(sides, next)
  const [action] = inSourceOrder(sides, shape)
  if (earlier.position === null || later.position === null) return []
  const isHandedOn = earlierNext?.isCalled === true && isSamePosition(earlierNext.frame, earlier.frame)
  const isCalledBack = action === 'calls back'
  if (!isHandedOn && !isCalledBack && !alwaysResponds(earlier, earlierSide)) return []
  // What the later line has started may be more than a response: another try, the next in a queue.
  const isResponse =
    laterNext !== null ||
    isSamePosition(appSiteOf(laterSide), later.frame) ||
    isOwnContinuation(functionsAround(earlier.position)[0], later)
  if (later.asyncReasons.length > 0 && !isResponse) return []
  const isFirst = isInSourceOrder(sides)
  const status = isFirst ? conflict.raw.status : null
  return endAfter({
    fork,
    earlier: earlier.position,
    later: later.position,
    isRefused:
      ((isHandedOn || isCalledBack) && handsOnSomething(earlier.position)) ||
      (!isHandedOn && status !== null && status >= 300),
    isThrowing: isFirst && conflict.raw.second.outcome === 'threw' && later.asyncReasons.length === 0,
  })
}

/**
 * Ends a function after one of its lines. Right only where all of this holds:
 * - the later line is in the same call of the same function, and reached by going on, not by an error or a `finally`;
 * - the earlier one is under a condition that the later is not under: else what is later would never be reached;
 * - the earlier one is a statement of its own, or the right side of an `&&` or `||` that is one;
 * - nothing else is skipped that calls without a conflict do today, or that both kinds of calls have to do;
 * - what called the function does not go on to respond, or to use what it returns.
 */
export function endAfter({ fork, earlier, later, isRefused, isThrowing }: EarlyEnd): Edit[] {
  const [fn] = functionsAround(earlier)
  const statement = statementAround(earlier)
  if (fn === undefined || functionsAround(later)[0] !== fn || statement === null) return []
  if (earlier.offset > later.offset || contains(statement, later.offset)) return []
  if (isCaughtFrom(earlier, later) || isInFinally(fn, earlier) || isInFinally(fn, later)) return []
  if (isAlways(earlier, later)) return []

  const ending = endingOf(fn, earlier, fork)
  const call = callIn(earlier, statement)
  if (ending === null || call === null) return []
  const isConditional = call.condition !== null || !isUnconditional(earlier)
  const skipping: Skipping = {
    source: earlier.source,
    roots: [earlier, later].flatMap(({ call, source }) => (call === null ? [] : [rootOf(source, call)])),
    isRefused: isConditional && isRefused,
    given: fn.params.flatMap(identifiersIn),
    tested: testedFor(fn, earlier, call.condition),
  }
  const isSafe = (end: Statement) =>
    isSafeToSkip(skippedAfter(fn, earlier, end, later, isThrowing), later, skipping)

  const list = listAround(earlier, statement)
  if (call.condition !== null) {
    if (list === null || !isSafe(statement)) return []
    return asBranch(earlier.source, call.statement, call.condition, ending)
  }
  if (list === null) return isSafe(statement) ? branchAlone(earlier.source, call.statement, ending) : []

  const other = list.findIndex(candidate => contains(candidate, later.offset))
  const rest = list.slice(list.indexOf(statement) + 1, other === -1 ? undefined : other)
  const leaving = rest.find(isJump)
  if (leaving !== undefined) return leaveFor(earlier, fn, leaving, isSafe)
  const last = lastOfResponse(earlier, statement, rest)
  if ((other !== -1 || last === (rest.at(-1) ?? statement)) && isSafe(last))
    return [returnAt(earlier.source, last, ending)]
  // What both kinds of calls do stays: the function ends after it.
  const end = rest.at(-1) ?? statement
  return isSafe(end) ? [returnAt(earlier.source, end, ending)] : []
}

// Each call that comes to where both lines belong comes to the earlier one.
function isAlways(earlier: SyntaxPosition, later: SyntaxPosition): boolean {
  const inner = earlier.around.find(node => !later.around.includes(node))
  return inner === undefined || isSure(inner, earlier)
}

interface ResponseCall {
  readonly statement: ExpressionStatement
  /** `a && …` or `a || …`, where the call is on its right. */
  readonly condition: LogicalExpression | null
}

function callIn({ call }: SyntaxPosition, statement: Statement): ResponseCall | null {
  if (call === null || statement.type !== 'ExpressionStatement') return null
  const expression = unwrapExpression(statement.expression)
  if (isChainFrom(call, expression)) return { statement, condition: null }
  if (expression.type !== 'LogicalExpression' || expression !== statement.expression) return null
  const isRight = expression.operator !== '??' && isChainFrom(call, expression.right)
  return isRight ? { statement, condition: expression } : null
}

// Parameters, as the request, are everybody's.
function testedFor(
  fn: FunctionNode,
  position: SyntaxPosition,
  condition: LogicalExpression | null,
): string[] {
  const branch = insideOf(fn, position).findLast(node => node.type === 'IfStatement')
  const test = condition?.left ?? (branch?.type === 'IfStatement' ? branch.test : null)
  const given = fn.params.flatMap(identifiersIn)
  return test === null ? [] : identifiersIn(test).filter(name => !given.includes(name))
}

// What the function has begun comes back to it, and from there to the callback; it does not begin anew.
function isOwnContinuation(fn: FunctionNode | undefined, { path }: ForkSide): boolean {
  const positions = path.flatMap(({ frame }) =>
    frame.owner === 'app' ? (syntaxPositionOf(frame) ?? []) : [],
  )
  if (positions.some(position => functionsAround(position)[0] === fn)) return false
  return positions.some(position => {
    const callee = position.call?.callee
    return callee?.type === 'Identifier' && ownerOfParameter(position, callee.name) === fn
  })
}

function isInFinally(fn: FunctionNode, position: SyntaxPosition): boolean {
  const inside = insideOf(fn, position)
  return inside.some((node, index) => node.type === 'TryStatement' && node.finalizer === inside[index + 1])
}

// The rest of one response by hand: `res.writeHead(404)` goes on with `res.end()`.
function lastOfResponse(
  { source, call }: SyntaxPosition,
  statement: Statement,
  rest: readonly Statement[],
): Statement {
  const root = call === null ? '' : rootOf(source, call)
  return rest.findLast(candidate => isCallOn(source, candidate, root)) ?? statement
}

function isCallOn(source: SourceFile, statement: Statement, root: string): boolean {
  const expression = expressionOf(statement)
  return isCall(expression) && rootOf(source, expression) === root
}

// A `break` that leaves a loop or a switch after the response can leave the function.
function leaveFor(
  earlier: SyntaxPosition,
  fn: FunctionNode,
  jump: Statement,
  isSafe: (end: Statement) => boolean,
): Edit[] {
  if (jump.type !== 'BreakStatement' || (jump as BreakStatement).label != null || !isSafe(jump)) return []
  if (insideOf(fn, earlier).some(node => isLoop(node)) && !isSafe(jump)) return []
  return [replacement(earlier.source, jump.start ?? 0, (jump.start ?? 0) + 'break'.length, 'return')]
}

function returnAt(source: SourceFile, last: Statement, ending: Ending): Edit {
  if (ending === 'with the call' && last.type === 'ExpressionStatement')
    return insertion(source, last.start ?? 0, 'return ')
  return insertion(source, last.end ?? 0, `${newLineLike(source, last)}return${semicolonOf(source, last)}`)
}

function branchAlone(source: SourceFile, statement: ExpressionStatement, ending: Ending): Edit[] {
  const [start, end] = [statement.start ?? 0, statement.end ?? 0]
  if (ending === 'with the call') return [insertion(source, start, 'return ')]
  const separator = semicolonOf(source, statement) === '' ? '; ' : ' '
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
  if (ending === 'with the call')
    return [insertion(source, start, before), replacement(source, from, to, `${after} return `)]
  const inner = `${newLineLike(source, statement)}${indentStepOf(source)}`
  return [
    insertion(source, start, before),
    replacement(source, from, to, `${after} {${inner}`),
    insertion(
      source,
      statement.end ?? 0,
      `${inner}return${semicolonOf(source, statement)}${newLineLike(source, statement)}}`,
    ),
  ]
}

function listAround(position: SyntaxPosition, statement: Statement): readonly Statement[] | null {
  return listOf(position.around[position.around.indexOf(statement) - 1])
}
