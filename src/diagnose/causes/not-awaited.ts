import type { Expression } from '@babel/types'
import { appSiteOf } from '../../locate/site'
import {
  functionsAround,
  insideOf,
  isCall,
  isChainFrom,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { Cause } from '../diagnosis'
import { type Edit, insertion } from '../edits/edit'
import { describe, type Evidence, responderOf } from '../evidence'
import { lineageOf } from '../lineage'
import { isHeaderOnly } from './late-header'

/** The framework answered because the handler said "done" too early; the application's answer came late. */
export const notAwaited: Cause = {
  code: 'not-awaited',
  recognise(evidence) {
    const { first, second } = evidence.conflict
    if (appSiteOf(first) !== null || appSiteOf(second) === null || first.path.length === 0) return null
    const framework = responderOf(first)
    if (framework === null || !second.path.some(part => part.reason !== null)) return null
    const why = first.path.some(part => part.reason?.startsWith('promise'))
      ? 'the handler’s promise had settled'
      : 'the handler had returned'
    return {
      evidence: [
        `${framework} answered by itself`,
        'the application’s own answer came asynchronously, and later',
      ],
      summary: `was answered by ${framework} because ${why}; ${describe(second)} came too late`,
      suggestion: 'Await (or return) what the handler starts, so that it is not done before its work is.',
      edits: isSureToFix(evidence) ? awaitIt(second) : [],
    }
  },
}

// A 404 said that there was no answer yet, and a header joins the framework's own. Another whole answer would replace it.
function isSureToFix({ conflict, second }: Evidence): boolean {
  return conflict.raw.status === 404 || (second !== null && isHeaderOnly(second))
}

// The call that started the late work, in the lines of the function that the framework called. Everything from there on has
// to be waited for already.
function awaitIt(side: Parameters<typeof lineageOf>[0]): Edit[] {
  const steps = lineageOf(side).filter(step => step.frame.owner === 'app' || step.entry !== null)
  const index = steps.findIndex(step => step.frame.owner === 'app')
  const spot = steps[index] === undefined ? null : syntaxPositionOf(steps[index].frame)
  const later = steps.slice(index + 1)
  const runs = later.flatMap(({ entry }) => (entry === null ? [] : [entry.reason]))
  const isStarted = later.some(step => step.activation !== null) || runs.length > 0
  if (
    spot === null ||
    !isStarted ||
    !runs.every(reason => reason === 'await' || reason.startsWith('promise.'))
  )
    return []
  const own = later.filter(step => step.frame.owner === 'app')
  return own.slice(0, -1).every(step => isJoined(syntaxPositionOf(step.frame))) ? begin(spot) : []
}

// Whether who called a function waits for what is called there: it is awaited or returned.
function isJoined(spot: SyntaxPosition | null): boolean {
  const fn = spot === null ? undefined : functionsAround(spot)[0]
  if (spot?.call == null || fn === undefined) return false
  const inside = [fn.body, ...insideOf(fn.body, spot)]
  const start = inside.indexOf(spot.call)
  const awaited = inside
    .slice(0, start)
    .findLast(node => node.type === 'AwaitExpression' || node.type === 'ReturnStatement')
  const expression =
    awaited === undefined ? (fn.body.type === 'BlockStatement' ? null : fn.body) : awaited.argument
  return expression != null && isChainFrom(spot.call, expression as Expression)
}

function begin(spot: SyntaxPosition): Edit[] {
  const [fn] = functionsAround(spot)
  const statement = statementAround(spot)
  if (spot.call === null || fn === undefined || statement?.type !== 'ExpressionStatement') return []
  if (!isCall(statement.expression) || !isChainFrom(spot.call, statement.expression)) return []
  const isLast = fn.body.type === 'BlockStatement' && fn.body.body.at(-1) === statement
  if (fn.async) return [insertion(spot.source, statement.start ?? 0, 'await ')]
  return isLast ? [insertion(spot.source, statement.start ?? 0, 'return ')] : []
}
