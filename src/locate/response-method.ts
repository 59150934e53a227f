import { isResponse } from '../source/call-site'
import { functionsAround, parentIn, rootOf, syntaxPositionOf } from '../source/syntax-position'
import type { Frame } from './frame'
import { lastPart, sendsResponse } from './operation'

/** Whether a call is that of a method which a package has given the response, `res.json`; a listener of its events is none. */
export function isMethodOfResponse(calls: readonly Frame[], at: number): boolean {
  const frame = calls[at]
  return frame?.owner === 'package' && isResponse(frame.call.typeName) && !isEmitted(calls, at)
}

/**
 * The index of the application's method that a call is, or is a callback of, where that has been put in the place of the
 * response's own and calls it: `res.json = function (body) { return json.call(this, wrapped(body)) }`; -1 where it is none.
 */
export function ownReplacementAt(calls: readonly Frame[], at: number): number {
  const [frame, called] = [calls[at], calls[at - 1]]
  if (frame?.owner !== 'app' || called === undefined || !isResponse(called.call.typeName)) return -1
  const replaced = methodNameAt(calls, at - 1)
  if (isReplacementOf(replaced, calls, at)) return at
  // An arrow function has no `this`: its source decides.
  const { functionName } = frame.call
  const name = lastPart(functionName ?? '')
  if (name !== functionName && isAlike(name, replaced) && isAssignedOver(frame)) return at
  const outer = calls.findIndex((_, index) => index > at && isReplacementOf(replaced, calls, index))
  return outer !== -1 && isIn(frame, calls[outer] as Frame) ? outer : -1
}

/** The name of the response's method that a call is of: that of the one it has taken the place of, where it has none itself. */
export function methodNameAt(calls: readonly Frame[], at: number): string {
  const { methodName, functionName } = calls[at]?.call ?? {}
  const inner = calls[at - 1]
  const name = methodName ?? (functionName == null ? null : lastPart(functionName))
  if (name !== null) return name
  return inner !== undefined && isResponse(inner.call.typeName) ? methodNameAt(calls, at - 1) : '<anonymous>'
}

function isReplacementOf(replaced: string, calls: readonly Frame[], at: number): boolean {
  const frame = calls[at]
  if (frame?.owner !== 'app' || !isResponse(frame.call.typeName) || isEmitted(calls, at)) return false
  const { functionName, methodName } = frame.call
  if (functionName === null && methodName === null) return sendsResponse(replaced)
  return isAlike(methodName ?? lastPart(functionName ?? ''), replaced)
}

function isAlike(name: string, replaced: string): boolean {
  return name === replaced || (sendsResponse(name) && sendsResponse(replaced))
}

// A handler that is assigned, `exports.json = (req, res) => res.json(…)`, is given the response that it calls.
function isAssignedOver(frame: Frame): boolean {
  const position = syntaxPositionOf(frame)
  const [fn] = position === null ? [] : functionsAround(position)
  if (position?.call == null || fn === undefined) return false
  const assignment = parentIn(position, fn)
  const root = /^[\w$]*/.exec(rootOf(position.source, position.call))?.[0]
  return (
    assignment?.type === 'AssignmentExpression' &&
    assignment.right === fn &&
    !fn.params.some(param => param.type === 'Identifier' && param.name === root)
  )
}

function isIn(inner: Frame, outer: Frame): boolean {
  if (inner.path !== outer.path) return false
  const [around, fn] = [syntaxPositionOf(inner), syntaxPositionOf(outer)]
  const outerFunction = fn === null ? undefined : functionsAround(fn)[0]
  return around !== null && outerFunction !== undefined && around.around.includes(outerFunction)
}

function isEmitted(calls: readonly Frame[], at: number): boolean {
  return calls[at + 1]?.path === 'node:events'
}
