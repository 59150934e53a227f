import type { Cause } from '../diagnosis'
import { insertion } from '../edits/edit'
import { lineageOf } from '../lineage'
import { responderOf, type Scene, told } from '../scene'
import { expressionOf, functionsAround, type Spot, spotOf, statementAround } from '../syntax/spot'
import { isHeaderOnly } from './late-header'

/** The framework answered because the handler said "done" too early; the application's answer came late. */
export const notAwaited: Cause = {
  code: 'not-awaited',
  recognise(scene) {
    const { first, second } = scene.conflict
    if (first.site !== null || second.site === null || first.path.length === 0) return null
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
      story: `was answered by ${framework} because ${why}; ${told(second)} came too late`,
      advice: 'Await (or return) what the handler starts, so that it is not done before its work is.',
      edits: isSureToFix(scene) ? awaitIt(second) : [],
    }
  },
}

// A 404 said that there was no answer yet, and a header joins the framework's own. Another whole answer would replace it.
function isSureToFix({ conflict, second }: Scene): boolean {
  return conflict.raw.status === 404 || (second !== null && isHeaderOnly(second))
}

// The call that started the late work, in the lines of the function that the framework called.
function awaitIt(side: Parameters<typeof lineageOf>[0]) {
  const steps = lineageOf(side)
  const index = steps.findIndex(step => step.frame.owner === 'app')
  const spot = steps[index] === undefined ? null : spotOf(steps[index].frame)
  const isStarted = steps
    .slice(index + 1)
    .some(step => step.activation !== null || /^promise/.test(step.entry?.reason ?? ''))
  if (spot === null || !isStarted) return []
  return begin(spot)
}

function begin(spot: Spot) {
  const [fn] = functionsAround(spot)
  const statement = statementAround(spot)
  if (
    fn === undefined ||
    statement?.type !== 'ExpressionStatement' ||
    expressionOf(statement) !== statement.expression
  )
    return []
  const isLast = fn.body.type === 'BlockStatement' && fn.body.body.at(-1) === statement
  if (fn.async) return [insertion(spot.source, statement.start ?? 0, 'await ')]
  return isLast ? [insertion(spot.source, statement.start ?? 0, 'return ')] : []
}
