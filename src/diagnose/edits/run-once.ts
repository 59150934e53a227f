import {
  expressionOf,
  functionsAround,
  isArgumentOf,
  nameOfCall,
  parentIn,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { ForkSide } from '../shape/side'
import { isUnconditional } from '../syntax/flow'
import { type Edit, insertion, replacement } from './edit'
import { listenOnce } from './listen-once'

/** Stops what runs a function again and again in the run that responds. */
export function runOnce({ position, path, asyncReasons }: ForkSide, response: SyntaxPosition | null): Edit[] {
  // Other runs may be under way by then where a response waits for something.
  if (asyncReasons.length > 1 || path.some(step => step.activation !== null)) return []
  if (position?.call == null) return []
  const { call } = position
  const inRun = path
    .flatMap(({ frame }) => (frame.owner === 'app' ? (syntaxPositionOf(frame) ?? []) : []))
    .find(at => isArgumentOf(call, functionsAround(at)[0]))
  const responds = inRun ?? response
  if (responds === null || position.source !== responds.source) return []
  if (nameOfCall(position.call) !== 'setInterval') return listenOnce(position, responds)
  return runsOnce(position, responds) ?? clearTimer(position, responds)
}

// An interval whose first run responds in any case is a timeout.
function runsOnce({ call, source }: SyntaxPosition, response: SyntaxPosition): Edit[] | null {
  const fn = functionsAround(response)[0]
  if (call?.callee.type !== 'Identifier' || fn === undefined || !isArgumentOf(call, fn)) return null
  if (!isUnconditional(response)) return null
  return [replacement(source, call.callee.start ?? 0, call.callee.end ?? 0, 'setTimeout')]
}

function clearTimer(registration: SyntaxPosition, response: SyntaxPosition): Edit[] {
  const declaration = registration.around.findLast(node => node.type === 'VariableDeclarator')
  const statement = statementAround(response)
  // The timer's name has to be known where the response is.
  const block = parentIn(registration, parentIn(registration, declaration))
  if (block === undefined || !response.around.includes(block)) return []
  if (declaration?.type !== 'VariableDeclarator' || declaration.init !== registration.call) return []
  if (declaration.id.type !== 'Identifier' || statement === null || expressionOf(statement) === null)
    return []
  const clear = `clearInterval(${declaration.id.name}); `
  const parent = parentIn(response, statement)
  if (parent?.type === 'BlockStatement' || parent?.type === 'SwitchCase')
    return [insertion(response.source, statement.start ?? 0, clear)]
  // A branch of one statement.
  return [
    insertion(response.source, statement.start ?? 0, `{ ${clear}`),
    insertion(response.source, statement.end ?? 0, ' }'),
  ]
}
