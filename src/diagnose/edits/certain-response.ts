import type { Node } from '@babel/types'
import type { LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import { isResponse } from '../../source/call-site'
import {
  type Call,
  functionsAround,
  isCall,
  nameOfCall,
  ownerOfParameter,
  rootOf,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import { isSamePosition } from '../fork/frame-comparison'
import type { ForkSide } from '../shape/side'
import { isUnconditional } from '../syntax/flow'
import type { Means } from '../syntax/responds-always'
import { sendsBody } from '../syntax/response-call'

/**
 * Whether what stands at a side of the fork responds each time: it is a method of the response, or a function of the
 * application that comes to one on every path through it.
 */
export function alwaysResponds({ frame, path, isFollowed }: ForkSide, side: LocatedSide): boolean {
  const site = appSiteOf(side)
  if (site === null) return false
  const isSite = isSamePosition(site, frame)
  const end = isSite ? -1 : path.findIndex(step => isSamePosition(step.frame, site))
  if (!isSite && (end === -1 || !isFollowed)) return false
  // What is called for a response by somebody else (a list, a timer, a library) may not be called in other requests.
  const called = path.slice(0, end + 1)
  if (called.some(step => step.frame.owner !== 'app' || step.entry !== null)) return false
  const positions = called.map(step => syntaxPositionOf(step.frame))
  if (!positions.every(position => position !== null && isUnconditional(position))) return false
  return side.by === null ? isMethodOfResponse(site, side.path) : isGivenToRespond(syntaxPositionOf(site))
}

/**
 * Whether what stands at a side of the fork may well respond each time: no condition of the application is on the way, whatever
 * packages decide; or what is started there is given the response, which may be all that is to be done for the request.
 */
export function likelyResponds(side: ForkSide, means: Means | null): boolean {
  const { path, isFollowed, asyncReasons } = side
  if (isGivenResponse(side, means)) return true
  const called = path.flatMap(({ frame }) => (frame.owner === 'app' ? [syntaxPositionOf(frame)] : []))
  return (
    isFollowed &&
    asyncReasons.length === 0 &&
    called.every(position => position !== null && isUnconditional(position))
  )
}

function isGivenResponse({ position, isDeferred }: ForkSide, means: Means | null): boolean {
  if (!isDeferred || position?.call == null || means === null) return false
  const { source, call } = position
  return call.arguments.some(({ start, end }) => means.responses.has(source.text.slice(start ?? 0, end ?? 0)))
}

/** Whether a side’s line leaves all that its method is for to the class that it extends: `super.catch(error, host)` in `catch`. */
export function isInherited({ position, isDeferred }: ForkSide): boolean {
  const callee = position?.call?.callee
  if (position == null || isDeferred || callee?.type !== 'MemberExpression' || callee.object.type !== 'Super')
    return false
  const [fn] = functionsAround(position)
  const name = nameOfCall(position.call as Call)
  return fn?.type === 'ClassMethod' && fn.key.type === 'Identifier' && fn.key.name === name
}

/** Whether what is called at a site is a method of Node’s response. */
export function isMethodOfResponse(
  site: NonNullable<LocatedSide['site']>,
  path: LocatedSide['path'],
): boolean {
  const frames = path.find(segment => segment.frames.includes(site))?.frames ?? []
  const callee = frames[frames.indexOf(site) - 1]
  return callee === undefined || isResponse(callee.call.typeName)
}

// A framework's own object to respond with, `reply.send()`.
function isGivenToRespond(position: SyntaxPosition | null): boolean {
  if (position?.call == null || !sendsBody(nameOfCall(position.call))) return false
  return ownerOfParameter(position, rootOf(position.source, position.call)) !== null
}

/**
 * Whether a call refuses the request, so that what a function would go on to do is not meant for it: it hands on an error.
 * (The response that refuses is known by its status.)
 */
export function handsOnSomething({ call }: SyntaxPosition): boolean {
  const argument = call?.arguments[0]
  const isNothing =
    argument?.type === 'NullLiteral' || (argument?.type === 'Identifier' && argument.name === 'undefined')
  return argument !== undefined && !isNothing
}

/** Whether the statement of a position calls back with errors only, be it later: `setImmediate(() => callback(new Error()))`. */
export function handsOnErrors(position: SyntaxPosition, means: Means | null): boolean {
  const statement = statementAround(position)
  const isContinuation = (node: Node | undefined) =>
    node?.type === 'Identifier' && means?.continuations.has(node.name) === true
  const errorsIn = (node: Node): boolean[] => {
    if (!isCall(node)) return childrenOf(node).flatMap(errorsIn)
    const given = [node.callee, ...node.arguments]
    const index = given.findIndex(isContinuation)
    return index === -1 ? childrenOf(node).flatMap(errorsIn) : [isError(given[index + 1])]
  }
  const found = statement === null ? [] : errorsIn(statement)
  return found.length > 0 && found.every(Boolean)
}

function isError(node: Node | undefined): boolean {
  if (node?.type === 'NewExpression') return true
  return node?.type === 'Identifier' && /^(e|ex|err|error)$|Err(or)?$/.test(node.name)
}
