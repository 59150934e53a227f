import type { Expression } from '@babel/types'
import type { LocatedSide } from '../../locate/locate'
import {
  functionsAround,
  insideOf,
  isCall,
  isChainFrom,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { lineageOf } from '../fork/lineage'
import { type Edit, insertion } from './edit'

/**
 * Waits for the late work where it was started, in the lines of the function that the framework called. Everything from there
 * on has to be waited for already.
 */
export function awaitStart(side: LocatedSide): Edit[] {
  const steps = lineageOf(side).filter(step => step.frame.owner === 'app' || step.entry !== null)
  const index = steps.findIndex(step => step.frame.owner === 'app')
  const position = steps[index] === undefined ? null : syntaxPositionOf(steps[index].frame)
  const later = steps.slice(index + 1)
  const runs = later.flatMap(({ entry }) => (entry === null ? [] : [entry.reason]))
  const isStarted = later.some(step => step.activation !== null) || runs.length > 0
  if (
    position === null ||
    !isStarted ||
    !runs.every(reason => reason === 'await' || reason.startsWith('promise.'))
  )
    return []
  const own = later.filter(step => step.frame.owner === 'app')
  return own.slice(0, -1).every(step => isJoined(syntaxPositionOf(step.frame))) ? waitAt(position) : []
}

/** Whether the function that the framework called is asynchronous and waits for all that led to the late work, as far as is known. */
export function isAllAwaited(side: LocatedSide): boolean {
  const own = lineageOf(side).filter(step => step.frame.owner === 'app')
  const [handler] = own
  const position = handler === undefined ? null : syntaxPositionOf(handler.frame)
  const fn = position === null ? undefined : functionsAround(position)[0]
  return fn?.async === true && own.slice(0, -1).every(step => isJoined(syntaxPositionOf(step.frame)))
}

// Whether what called a function waits for what is called there: it is awaited or returned.
function isJoined(position: SyntaxPosition | null): boolean {
  const fn = position === null ? undefined : functionsAround(position)[0]
  if (position?.call == null || fn === undefined) return false
  const inside = [fn.body, ...insideOf(fn.body, position)]
  const start = inside.indexOf(position.call)
  const awaited = inside
    .slice(0, start)
    .findLast(node => node.type === 'AwaitExpression' || node.type === 'ReturnStatement')
  const expression =
    awaited === undefined ? (fn.body.type === 'BlockStatement' ? null : fn.body) : awaited.argument
  return expression != null && isChainFrom(position.call, expression as Expression)
}

function waitAt(position: SyntaxPosition): Edit[] {
  const [fn] = functionsAround(position)
  const statement = statementAround(position)
  if (position.call === null || fn === undefined || statement?.type !== 'ExpressionStatement') return []
  if (!isCall(statement.expression) || !isChainFrom(position.call, statement.expression)) return []
  const isLast = fn.body.type === 'BlockStatement' && fn.body.body.at(-1) === statement
  if (fn.async) return [insertion(position.source, statement.start ?? 0, 'await ')]
  return isLast ? [insertion(position.source, statement.start ?? 0, 'return ')] : []
}
