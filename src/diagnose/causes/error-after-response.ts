import type { CatchClause, TryStatement } from '@babel/types'
import { appSiteOf } from '../../locate/site'
import {
  type FunctionNode,
  functionsAround,
  insideOf,
  isCall,
  isCaughtFrom,
  isFunction,
  nameOfCall,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { Cause } from '../diagnosis'
import { insertion } from '../edits/edit'
import type { Evidence } from '../evidence'
import { describe, formatPosition, responderOf } from '../evidence'
import { callersOf } from '../lineage'

/** Something failed after the response, and an error handler responded. */
export const errorAfterResponse: Cause = {
  code: 'error-after-response',
  recognise(evidence) {
    const handler = handlerOf(evidence)
    if (handler === null) return null
    const { conflict, hidden } = evidence
    const what =
      hidden === null
        ? 'something failed'
        : `${hidden.name} was raised${hidden.site === null ? '' : ` at ${formatPosition(hidden.site)}`}`
    return {
      evidence: [
        `the second answer is in ${handler.kind}`,
        ...(hidden === null ? [] : [`it was handling ${hidden.name}: ${hidden.message}`]),
      ],
      summary: `was answered by ${describe(conflict.first)}; then ${what}, and ${handler.kind} answered again with ${describe(conflict.second)}`,
      suggestion:
        'Mend the error first: it is what went wrong. An error handler can answer only as long as nothing has been sent.',
      edits: handler.fn === null || evidence.second === null ? [] : passOn(handler.fn, evidence.second),
    }
  },
}

interface Handler {
  readonly kind: string
  /** An error middleware. */
  readonly fn: FunctionNode | null
}

function handlerOf(evidence: Evidence): Handler | null {
  const { conflict, second, first, sides } = evidence
  if (appSiteOf(conflict.second) === null) {
    const isHandling =
      evidence.hidden !== null && conflict.raw.handled?.some(error => error.scope === 'function')
    const owner = responderOf(conflict.second)
    return isHandling && owner !== null ? { kind: `the error handling of ${owner}`, fn: null } : null
  }
  if (second === null) return null
  const isThrown =
    sides?.first.position != null &&
    sides.second.position !== null &&
    isCaughtFrom(sides.first.position, sides.second.position)
  if (isThrown) return { kind: 'a catch clause', fn: null }
  const firsts = [first, sides?.first.position ?? null]
  // The handler may have left the answer to a function that it called.
  for (const spot of callersOf(conflict.second).flatMap(frame => syntaxPositionOf(frame) ?? [])) {
    if (isInCatch(spot, firsts)) return { kind: 'a catch clause', fn: null }
    const around = functionsAround(spot).filter(fn => !firsts.some(first => first?.around.includes(fn)))
    if (around.some(fn => isRejectionHandler(spot, fn))) return rejectionHandler
    if (around.some(fn => isErrorListener(spot, fn))) return { kind: 'a listener for errors', fn: null }
  }
  if (isRunByCatch(evidence)) return rejectionHandler
  const [fn] = functionsAround(second)
  // Where one run of it gave both answers, nothing failed in between.
  const isOneRun = sides?.first.position != null && functionsAround(sides.first.position)[0] === fn
  const isErrorMiddleware =
    fn !== undefined && !isOneRun && fn.params.length === 4 && isCalledByPackage(evidence)
  return isErrorMiddleware ? { kind: 'an error middleware', fn } : null
}

const rejectionHandler = { kind: 'a promise’s rejection handler', fn: null }

// What `.catch` hands on runs for a rejection only.
function isRunByCatch({ conflict }: Evidence): boolean {
  const [one, other] = [conflict.first.path[1], conflict.second.path[1]]
  const isOneRun = one?.hop != null && one.hop === other?.hop
  return other?.reason === 'promise.catch' && !isOneRun
}

// A catch clause in which both answers are is no handler of what came after the first.
function isInCatch(second: SyntaxPosition, firsts: readonly (SyntaxPosition | null)[]): boolean {
  const [fn] = functionsAround(second)
  const inside = fn === undefined ? second.around : insideOf(fn, second)
  return inside.some((node, index) => {
    if (node.type !== 'CatchClause') return false
    const attempt = inside[index - 1] as TryStatement | undefined
    const isFirstThere = firsts.some(first => first?.around.includes(node as CatchClause))
    return attempt?.type === 'TryStatement' && !isFirstThere
  })
}

function isRejectionHandler(spot: SyntaxPosition, fn: FunctionNode): boolean {
  const parent = spot.around[spot.around.indexOf(fn) - 1]
  if (!isCall(parent ?? null)) return false
  const call = parent as Parameters<typeof nameOfCall>[0]
  const index = call.arguments.indexOf(fn as never)
  const name = nameOfCall(call)
  return (name === 'catch' && index === 0) || (name === 'then' && index === 1)
}

function isErrorListener(spot: SyntaxPosition, fn: FunctionNode): boolean {
  const parent = spot.around[spot.around.indexOf(fn) - 1]
  if (!isCall(parent) || parent.arguments[1] !== fn) return false
  const [event] = parent.arguments
  return (
    /^(on|once|addListener|prependListener)$/.test(nameOfCall(parent) ?? '') &&
    event?.type === 'StringLiteral' &&
    event.value === 'error'
  )
}

function isCalledByPackage({ conflict }: Evidence): boolean {
  const frames = conflict.second.path.flatMap(part => part.frames)
  const index = frames.indexOf(conflict.second.site as never)
  return frames[index + 1]?.owner === 'package'
}

// What Express's documentation asks of each error handler: https://expressjs.com/en/guide/error-handling.html
function passOn(fn: FunctionNode, spot: SyntaxPosition) {
  const names = fn.params.map(param => (param.type === 'Identifier' ? param.name : null))
  const [error, , response, next] = names
  if (
    error == null ||
    response == null ||
    next == null ||
    !isFunction(fn) ||
    fn.body.type !== 'BlockStatement'
  )
    return []
  const { source } = spot
  // What the handler does before it answers, it does for every error.
  const answer = fn.body.body.find(statement => spot.around.includes(statement))
  if (answer === undefined) return []
  const position = answer.start ?? 0
  const indent = ' '.repeat(source.positionOf(position).column - 1)
  return [insertion(source, position, `if (${response}.headersSent) return ${next}(${error})\n${indent}`)]
}
