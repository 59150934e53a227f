import { appSiteOf } from '../../locate/site'
import {
  expressionOf,
  functionsAround,
  nameOfCall,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { Cause } from '../diagnosis'
import { insertion, replacement } from '../edits/edit'
import { returnAfter } from '../edits/return-after'
import { type ForkSide, formatPosition, isOnePosition } from '../evidence'
import { isSameFunction } from '../frame-comparison'
import { isUnconditional } from '../syntax/flow'

/** The same callback, listener or timer ran twice and responded in both runs. */
export const callbackTwice: Cause = {
  code: 'callback-twice',
  recognise(evidence) {
    const { conflict, sides, first, second } = evidence
    const [site, other] = [appSiteOf(conflict.first), appSiteOf(conflict.second)]
    if (site === null || other === null || !isSameFunction(site, other)) return null
    if (sides === null) return null
    const isEmitted = isCalledByOthers(sides.first) && isCalledByOthers(sides.second)
    const isCallback =
      sides.first.isCallback || sides.second.isCallback || sides.first.asyncReasons.length > 0
    const isTwoCalls = isOnePosition(sides)
      ? sides.first.path.length > 0
      : (isCallback || isEmitted) && !isSameFunction(sides.first.frame, site)
    if (!isTwoCalls) return null
    const name = site.function === '<anonymous>' ? 'the same callback' : site.function
    const isCalled = !isOnePosition(sides)
    return {
      evidence: [
        `both answers are in ${name}, which ran twice`,
        isCalled
          ? `it was called at ${formatPosition(sides.first.frame)} and again from ${formatPosition(sides.second.frame)}`
          : `it was handed on once, at ${formatPosition(sides.first.frame)}`,
      ],
      summary: `was answered by ${conflict.first.via} in ${name} (${formatPosition(site)}), which ran again and answered again (${formatPosition(other)})`,
      suggestion: isCalled
        ? `Call the callback once: return after it (${formatPosition(sides.first.frame)}).`
        : 'Stop what runs it (clear the timer, remove the listener) before answering.',
      edits: isCalled ? (isEmitted ? [] : returnAfter(evidence)) : stop(sides.first, first ?? second),
    }
  },
}

// `emit` calls listeners: no line of the fork's function calls the one that answers.
function isCalledByOthers({ path }: ForkSide): boolean {
  return path[0] !== undefined && path[0].frame.owner !== 'app'
}

function stop({ position: registration, path, asyncReasons }: ForkSide, answer: SyntaxPosition | null) {
  // Other runs may be under way by then where an answer waits for something.
  if (asyncReasons.length > 1 || path.some(step => step.activation !== null)) return []
  if (registration?.call == null || answer === null || registration.source !== answer.source) return []
  const name = nameOfCall(registration.call)
  if (name === 'setInterval') return clearTimer(registration, answer)
  return once(registration, answer)
}

function clearTimer(registration: SyntaxPosition, answer: SyntaxPosition) {
  const declaration = registration.around.findLast(node => node.type === 'VariableDeclarator')
  const statement = statementAround(answer)
  // The timer's name has to be known where the answer is.
  const block = registration.around[registration.around.indexOf(declaration as never) - 2]
  if (block === undefined || !answer.around.includes(block)) return []
  if (declaration?.type !== 'VariableDeclarator' || declaration.init !== registration.call) return []
  if (declaration.id.type !== 'Identifier' || statement === null || expressionOf(statement) === null)
    return []
  const clear = `clearInterval(${declaration.id.name}); `
  const parent = answer.around[answer.around.indexOf(statement) - 1]
  if (parent?.type === 'BlockStatement' || parent?.type === 'SwitchCase')
    return [insertion(answer.source, statement.start ?? 0, clear)]
  // A branch of one statement.
  return [
    insertion(answer.source, statement.start ?? 0, `{ ${clear}`),
    insertion(answer.source, statement.end ?? 0, ' }'),
  ]
}

/** Registers a listener for its first run only, where each run of it answers. */
export function once(registration: SyntaxPosition, answer: SyntaxPosition) {
  const { call, source } = registration
  const listener = functionsAround(answer)[0]
  const isListener = call !== null && listener !== undefined && call.arguments.includes(listener as never)
  if (!isListener || !/^(on|addListener)$/.test(nameOfCall(call) ?? '')) return []
  // A run that does not answer must not be the only one.
  if (!isUnconditional(answer) || !('property' in call.callee)) return []
  return [replacement(source, call.callee.property.start ?? 0, call.callee.property.end ?? 0, 'once')]
}
