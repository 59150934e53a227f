import type { Node } from '@babel/types'
import type { LocatedSide } from '../../locate/locate'
import {
  functionsAround,
  insideOf,
  isArgumentOf,
  isCall,
  isChainFrom,
  isFunction,
  nameOfCall,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import { lineageOf, type Step } from '../fork/lineage'
import { isUnconditional, listOf } from '../syntax/flow'
import { isJoined } from '../syntax/joined'
import { sendsBody } from '../syntax/response-call'
import { type Edit, insertion } from './edit'

/**
 * Waits for the late work where it was started and left alone: in the outermost function of the application that neither awaits
 * nor returns it. Everything else on the way has to be waited for already.
 *
 * @param isReplacing whether the framework’s response was one that the application had given it, which the late one would replace.
 */
export function awaitStart(side: LocatedSide, isReplacing: boolean): Edit[] {
  const steps = lineageOf(side).filter(step => step.frame.owner === 'app' || step.entry !== null)
  const begin = steps.findIndex(step => step.frame.owner === 'app')
  const calls = steps.slice(begin).filter(step => step.frame.owner === 'app')
  const index = calls.findIndex(step => !isJoined(syntaxPositionOf(step.frame)))
  const start = calls[index]
  const position = start === undefined ? null : syntaxPositionOf(start.frame)
  if (start === undefined || position === null) return []
  const later = steps.slice(steps.indexOf(start) + 1)
  const runs = later.flatMap(({ entry }) => (entry === null ? [] : [entry.reason]))
  const isStarted = later.some(step => step.activation !== null) || runs.length > 0
  const isPromised = runs.every(reason => reason === 'await' || reason.startsWith('promise.'))
  if (!isStarted || !isPromised) return []
  const areJoined = calls.slice(index + 1, -1).every(step => isJoined(syntaxPositionOf(step.frame)))
  return areJoined && !isGivenTo(position, calls[index + 1]) ? waitAt(position, isReplacing) : []
}

// `items.forEach(async item => …)`: what the call itself makes of the promise of a function that it is given is not known.
function isGivenTo({ call }: SyntaxPosition, called: Step | undefined): boolean {
  const around = called === undefined ? [] : (syntaxPositionOf(called.frame)?.around ?? [])
  if (call === null || /^(then|catch|finally)$/.test(nameOfCall(call) ?? '')) return false
  return around.some(node => isFunction(node) && isArgumentOf(call, node))
}

/** Whether the function that the framework called is asynchronous and waits for all that led to the late work, as far as is known. */
export function isAllAwaited(side: LocatedSide): boolean {
  const own = lineageOf(side).filter(step => step.frame.owner === 'app')
  const [handler] = own
  const position = handler === undefined ? null : syntaxPositionOf(handler.frame)
  const fn = position === null ? undefined : functionsAround(position)[0]
  return fn?.async === true && own.slice(0, -1).every(step => isJoined(syntaxPositionOf(step.frame)))
}

function waitAt(position: SyntaxPosition, isReplacing: boolean): Edit[] {
  const [fn] = functionsAround(position)
  const statement = statementAround(position)
  if (position.call === null || fn === undefined || statement?.type !== 'ExpressionStatement') return []
  if (!isCall(statement.expression) || !isChainFrom(position.call, statement.expression)) return []
  const wait = (word: string) => [insertion(position.source, statement.start ?? 0, `${word} `)]
  // What follows is the other branch’s response.
  if (isFollowedByResponse(position)) return isUnconditional(position) ? [] : wait('return')
  if (isReplacing) return []
  if (fn.async) return wait('await')
  const isLast = fn.body.type === 'BlockStatement' && fn.body.body.at(-1) === statement
  return isLast ? wait('return') : []
}

// Whether the function goes on to respond in a statement after a position, by a method or by setting the body.
function isFollowedByResponse(position: SyntaxPosition): boolean {
  const [fn] = functionsAround(position)
  const path: readonly Node[] = fn === undefined ? [] : [fn.body, ...insideOf(fn.body, position)]
  return path.some((node, depth) => {
    const list = listOf(node) ?? []
    const here = list.findIndex(statement => statement === path[depth + 1])
    return list.slice(here + 1).some(responds)
  })
}

function responds(node: Node): boolean {
  const isBody =
    node.type === 'AssignmentExpression' &&
    node.left.type === 'MemberExpression' &&
    node.left.property.type === 'Identifier' &&
    node.left.property.name === 'body'
  return isBody || (isCall(node) && sendsBody(nameOfCall(node))) || childrenOf(node).some(responds)
}
