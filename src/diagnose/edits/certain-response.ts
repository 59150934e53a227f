import type { LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import { isResponse } from '../../source/call-site'
import {
  nameOfCall,
  ownerOfParameter,
  rootOf,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { ForkSide } from '../evidence'
import { sendsBody } from '../evidence'
import { isUnconditional } from '../syntax/flow'

/**
 * Whether what stands at a side of the fork answers each time: it is a method of the response, or a function of the
 * application that comes to one on every way through it.
 */
export function alwaysResponds({ frame, path, isFollowed }: ForkSide, side: LocatedSide): boolean {
  const site = appSiteOf(side)
  if (site === null) return false
  const isSite = site.path === frame.path && site.line === frame.line && site.column === frame.column
  const end = isSite ? -1 : path.findIndex(step => step.frame === site || isAt(step.frame, site))
  if (!isSite && (end === -1 || !isFollowed)) return false
  // What is called for an answer by somebody else (a list, a timer, a library) may not be called in other requests.
  const called = path.slice(0, end + 1)
  if (called.some(step => step.frame.owner !== 'app' || step.entry !== null)) return false
  const spots = called.map(step => syntaxPositionOf(step.frame))
  if (!spots.every(spot => spot !== null && isUnconditional(spot))) return false
  const spot = syntaxPositionOf(site)
  return side.by === null ? isMethodOfResponse(site, side.path) : isGivenToRespond(spot)
}

function isAt(one: LocatedSide['site'], other: LocatedSide['site']): boolean {
  return (
    one !== null &&
    other !== null &&
    one.path === other.path &&
    one.line === other.line &&
    one.column === other.column
  )
}

function isMethodOfResponse(site: NonNullable<LocatedSide['site']>, path: LocatedSide['path']): boolean {
  const frames = path.find(part => part.frames.includes(site))?.frames ?? []
  const callee = frames[frames.indexOf(site) - 1]
  return callee === undefined || isResponse(callee.call.typeName)
}

// A framework's own object to answer with, `reply.send()`.
function isGivenToRespond(spot: SyntaxPosition | null): boolean {
  if (spot?.call == null || !sendsBody(nameOfCall(spot.call))) return false
  return ownerOfParameter(spot, rootOf(spot.source, spot.call)) !== null
}

/** Whether a side calls what was given to its function to go on with: once for a request. */
export function handsOn({ isNext, isCallback }: ForkSide): boolean {
  return isNext || isCallback
}

/**
 * Whether the first answer refuses the request, so that what a function would go on to do is not meant for it: by its status,
 * or an error that is handed on.
 */
export function isRefusal(side: ForkSide, status: number | null): boolean {
  if (status !== null && status >= 300) return true
  const argument = handsOn(side) ? side.position?.call?.arguments[0] : undefined
  const isNothing =
    argument?.type === 'NullLiteral' || (argument?.type === 'Identifier' && argument.name === 'undefined')
  return argument !== undefined && !isNothing
}
