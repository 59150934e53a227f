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
  parentIn,
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
import { statementsRespond } from '../syntax/responds-always'
import {
  alwaysResponds,
  handsOnErrors,
  handsOnSomething,
  isInherited,
  likelyResponds,
} from './certain-response'
import { returnAt, returnInBranch, returnOnRight } from './early-return'
import { type Edit, replacement } from './edit'
import { endingOf, endOfChain, returnsCalls } from './ending'
import { meansOf } from './means-of'
import { isAmongReturns } from './neighbours'
import { identifiersIn, isSafeToSkip, type Skipping } from './skipped-code'

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
  /** What calls are handed to respond with: `res`. */
  readonly responses: ReadonlySet<string>
  /** Whether what the end would skip has to be such that nobody misses it. */
  readonly isCertain: boolean
}

/**
 * Ends the fork's function after the earlier of its two lines, so that the later one is not reached.
 *
 * @param isCertain whether what is skipped has to be such that nobody misses it.
 */
export function returnAfter(evidence: Evidence, isCertain = true): Edit[] {
  const { fork, sides, conflict, next, shape } = evidence
  if (fork === null || sides === null) return []
  const [earlier, later] = inSourceOrder(sides, sides)
  const [earlierSide, laterSide] = inSourceOrder(sides, conflict)
  const [earlierNext, laterNext] = inSourceOrder(sides, next)
  const [action] = inSourceOrder(sides, shape)
  if (earlier.position === null || later.position === null) return []
  const isHandedOn = earlierNext?.isCalled === true && isSamePosition(earlierNext.frame, earlier.frame)
  const isCalledBack = action === 'calls back'
  const means = meansOf(evidence)
  const responds = (position: SyntaxPosition) => {
    const statement = statementAround(position)
    return means !== null && statement !== null && statementsRespond([statement], means)
  }
  const isAmong = means !== null && isAmongReturns(earlier.position, means)
  const isSettled =
    isHandedOn || isCalledBack || isAmong || isInherited(earlier) || responds(earlier.position)
  if (!isSettled && !alwaysResponds(earlier, earlierSide) && (isCertain || !likelyResponds(earlier, means)))
    return []
  // What the later line has started may be more than a response: another try, the next in a queue.
  const isResponse =
    laterNext !== null ||
    isSamePosition(appSiteOf(laterSide), later.frame) ||
    isOwnContinuation(functionsAround(earlier.position)[0], later) ||
    responds(later.position)
  if (later.asyncReasons.length > 0 && !isResponse) return []
  const isFirst = isInSourceOrder(sides)
  const status = isFirst ? conflict.raw.status : null
  return endAfter({
    fork,
    earlier: earlier.position,
    later: later.position,
    isRefused:
      ((isHandedOn || isCalledBack) && handsOnSomething(earlier.position)) ||
      handsOnErrors(earlier.position, means) ||
      (!isHandedOn && status !== null && status >= 300),
    responses: means?.responses ?? new Set(),
    isThrowing: isFirst && conflict.raw.second.outcome === 'threw' && later.asyncReasons.length === 0,
    isCertain,
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
export function endAfter(early: EarlyEnd): Edit[] {
  const { fork, earlier, later, isRefused, isThrowing, isCertain, responses } = early
  const [fn] = functionsAround(earlier)
  const statement = statementAround(earlier)
  if (fn === undefined || functionsAround(later)[0] !== fn || statement === null) return []
  if (earlier.offset > later.offset || contains(statement, later.offset)) return []
  if (isCaughtFrom(earlier, later) || isInFinally(fn, earlier) || isInFinally(fn, later)) return []
  if (isAlways(earlier, later)) return []

  const allowed = endingOf(fn, earlier, fork)
  const styled = returnsCalls(fn, earlier.source, responses) ? 'with the call' : allowed
  const chain = earlier.call?.callee.type === 'Identifier' ? null : endOfChain(fn, fork)
  const ending = allowed === null ? null : (chain ?? styled)
  const call = callIn(earlier, statement)
  if (ending === null || call === null) return []
  const isConditional = call.condition !== null || !isUnconditional(earlier)
  const skipping: Skipping = {
    source: earlier.source,
    roots: [earlier, later].flatMap(({ call, source }) => (call === null ? [] : [rootOf(source, call)])),
    responses,
    isRefused: isConditional && isRefused,
    given: fn.params.flatMap(identifiersIn),
    tested: testedFor(fn, earlier, call.condition),
  }
  const isSafe = (end: Statement) =>
    !isCertain || isSafeToSkip(skippedAfter(fn, earlier, end, later, isThrowing), later, skipping)

  const isOfResponse = (end: Statement) =>
    isCallOn(earlier.source, end, earlier.call === null ? '' : rootOf(earlier.source, earlier.call))
  const list = listAround(earlier, statement)
  if (call.condition !== null) {
    if (list === null || !isSafe(statement)) return []
    return returnOnRight(earlier.source, call.statement, call.condition, ending)
  }
  if (list === null) return isSafe(statement) ? returnInBranch(earlier.source, call.statement, ending) : []

  const other = list.findIndex(candidate => contains(candidate, later.offset))
  const rest = list.slice(list.indexOf(statement) + 1, other === -1 ? undefined : other)
  const leaving = rest.find(isJump)
  if (leaving !== undefined) return leaveFor(earlier, fn, leaving, isSafe)
  const last = lastOfResponse(earlier, statement, rest)
  // What is called besides is not what one returns.
  const endingAt = (end: Statement) =>
    ending === 'with the call' && end !== statement && !isOfResponse(end) ? 'with nothing' : ending
  if ((other !== -1 || last === (rest.at(-1) ?? statement)) && isSafe(last))
    return [returnAt(earlier.source, last, endingAt(last))]
  // What both kinds of calls do stays: the function ends after it.
  const end = rest.at(-1) ?? statement
  return isSafe(end) ? [returnAt(earlier.source, end, endingAt(end))] : []
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

function listAround(position: SyntaxPosition, statement: Statement): readonly Statement[] | null {
  return listOf(parentIn(position, statement))
}
