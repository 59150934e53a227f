import {
  expressionOf,
  functionsAround,
  nameOfCall,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { ForkSide } from '../shape/side'
import { isUnconditional } from '../syntax/flow'
import { type Edit, insertion, replacement } from './edit'

/** Stops what runs a function again and again in the run that responds. */
export function runOnce({ position, path, asyncReasons }: ForkSide, response: SyntaxPosition | null): Edit[] {
  // Other runs may be under way by then where a response waits for something.
  if (asyncReasons.length > 1 || path.some(step => step.activation !== null)) return []
  if (position?.call == null || response === null || position.source !== response.source) return []
  if (nameOfCall(position.call) !== 'setInterval') return listenOnce(position, response)
  return runsOnce(position, response) ?? clearTimer(position, response)
}

// An interval whose first run responds in any case is a timeout.
function runsOnce({ call, source }: SyntaxPosition, response: SyntaxPosition): Edit[] | null {
  const fn = functionsAround(response)[0]
  if (call?.callee.type !== 'Identifier' || fn === undefined || !call.arguments.includes(fn as never))
    return null
  if (!isUnconditional(response)) return null
  return [replacement(source, call.callee.start ?? 0, call.callee.end ?? 0, 'setTimeout')]
}

function clearTimer(registration: SyntaxPosition, response: SyntaxPosition): Edit[] {
  const declaration = registration.around.findLast(node => node.type === 'VariableDeclarator')
  const statement = statementAround(response)
  // The timer's name has to be known where the response is.
  const block = registration.around[registration.around.indexOf(declaration as never) - 2]
  if (block === undefined || !response.around.includes(block)) return []
  if (declaration?.type !== 'VariableDeclarator' || declaration.init !== registration.call) return []
  if (declaration.id.type !== 'Identifier' || statement === null || expressionOf(statement) === null)
    return []
  const clear = `clearInterval(${declaration.id.name}); `
  const parent = response.around[response.around.indexOf(statement) - 1]
  if (parent?.type === 'BlockStatement' || parent?.type === 'SwitchCase')
    return [insertion(response.source, statement.start ?? 0, clear)]
  // A branch of one statement.
  return [
    insertion(response.source, statement.start ?? 0, `{ ${clear}`),
    insertion(response.source, statement.end ?? 0, ' }'),
  ]
}

/** Registers a listener for its first run only, where each run of it responds. */
export function listenOnce({ call, source }: SyntaxPosition, response: SyntaxPosition): Edit[] {
  const listener = functionsAround(response)[0]
  const isListener = call !== null && listener !== undefined && call.arguments.includes(listener as never)
  if (!isListener || !/^(on|addListener)$/.test(nameOfCall(call) ?? '')) return []
  // A run that does not respond must not be the only one.
  if (!isUnconditional(response) || !('property' in call.callee)) return []
  return [replacement(source, call.callee.property.start ?? 0, call.callee.property.end ?? 0, 'once')]
}
