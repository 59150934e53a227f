import type { Frame } from '../locate/frame'
import type { LocatedSide } from '../locate/locate'
import {
  type FunctionNode,
  functionsAround,
  isCall,
  ownerOfParameter,
  rootOf,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../source/syntax-position'
import type { Fork } from './fork'
import { isLater, isSamePosition } from './frame-comparison'
import { callersOf } from './lineage'

/**
 * The innermost function that both ways are written in, where the response that they answer is its parameter, or one of a
 * function around it. The response being the same, it was one call of it, however the work went from there: through a
 * pool that was not followed, a queue, an event.
 */
export function commonHandler(first: LocatedSide, second: LocatedSide): Fork | null {
  const [ones, others] = [callersOf(first), callersOf(second)].map(frames => frames.flatMap(placeOf))
  for (const one of ones ?? [])
    for (const other of others ?? []) {
      if (one.spot.source !== other.spot.source) continue
      const handler = functionsAround(one.spot).find(fn => other.spot.around.includes(fn))
      if (
        handler === undefined ||
        !(isAnsweredIn(handler, one, first) || isAnsweredIn(handler, other, second))
      )
        continue
      const fork = {
        first: ownLine(one.frame, one.spot, handler),
        second: ownLine(other.frame, other.spot, handler),
      }
      // One line in one call of a function does not answer twice, and the function goes on to later lines: there were two
      // calls of it.
      if (isSamePosition(fork.first, fork.second)) continue
      const areItsOwn = [one.spot, other.spot].every(spot => functionsAround(spot)[0] === handler)
      if (areItsOwn && !isLater(fork.second, fork.first)) continue
      return { ...fork, outer: [], isRun: true, firstPath: [], secondPath: [], from: 'source' }
    }
  return null
}

interface Place {
  readonly frame: Frame
  readonly spot: SyntaxPosition
}

function placeOf(frame: Frame): Place[] {
  const spot = syntaxPositionOf(frame)
  return spot === null ? [] : [{ frame, spot }]
}

// Whether what answers there knows the response as a parameter of the handler, or of a function around that.
function isAnsweredIn(handler: FunctionNode, { frame, spot }: Place, { site }: LocatedSide): boolean {
  const call = spot.call
  if (call === null) return false
  const names =
    frame === site
      ? [rootOf(spot.source, call)]
      : call.arguments.flatMap(argument => (argument.type === 'Identifier' ? [argument.name] : []))
  const around = functionsAround(spot)
  return names.some(name => {
    const owner = ownerOfParameter(spot, /^[\w$]*/.exec(name)?.[0] ?? '')
    return owner !== null && around.indexOf(owner) >= around.indexOf(handler)
  })
}

// The place in the function's own lines from which a nested function came to run.
function ownLine(frame: Frame, spot: SyntaxPosition, handler: FunctionNode): Frame {
  const inside = spot.around.slice(spot.around.indexOf(handler) + 1)
  const nested = inside.findIndex(node => /^(Arrow)?Function/.test(node.type))
  const call = nested === -1 ? null : inside.slice(0, nested).findLast(isCall)
  if (call == null) return { ...frame, function: nameOf(handler) ?? frame.function }
  const name =
    call.callee.type.endsWith('MemberExpression') && 'property' in call.callee
      ? call.callee.property
      : call.callee
  return { ...frame, ...spot.source.positionOf(name.start ?? 0), function: nameOf(handler) ?? '<anonymous>' }
}

function nameOf(fn: FunctionNode): string | null {
  return 'id' in fn ? (fn.id?.name ?? null) : null
}
