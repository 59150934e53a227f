import type { Node } from '@babel/types'
import type { Frame } from '../locate/frame'
import type { LocatedConflict, LocatedSide } from '../locate/locate'
import {
  type Call,
  functionsAround,
  isCall,
  nameOfCall,
  rootOf,
  type SyntaxPosition,
  startOfName,
  syntaxPositionOf,
  unwrapExpression,
} from '../source/syntax-position'
import { childrenOf } from '../source/syntax-tree'

/**
 * A stream that writes to the response by itself leads back to the line that made it. The line that responded is the one that
 * handed the response over to it, `pipeline(file, res)`, where the function that made the stream has one such line.
 */
export function atPipe(conflict: LocatedConflict): LocatedConflict {
  const first = atHandOver(conflict.first)
  return first === null ? conflict : { ...conflict, first }
}

function atHandOver(side: LocatedSide): LocatedSide | null {
  const { site, path } = side
  if (site === null || path[0]?.frames.includes(site) !== false) return null
  if (!path[0].frames.some(isOfStreams) || !path.some(part => isMadeByNode(part.frames, site))) return null
  const spot = syntaxPositionOf(site)
  const call = spot === null ? null : handOverOf(spot)
  if (spot === null || call === null) return null
  const name = nameOfCall(call)
  const position = spot.source.positionOf(startOfName(call) ?? 0)
  return { ...side, site: { ...site, ...position }, via: name ?? side.via }
}

function isOfStreams(frame: Frame): boolean {
  return /^node:(internal\/streams\/|stream)/.test(frame.path)
}

function isMadeByNode(frames: readonly Frame[], site: Frame): boolean {
  return frames[frames.indexOf(site) - 1]?.owner === 'node'
}

// The one call later in the function that is given the stream, or is its `pipe`.
function handOverOf({ source, call, around, ...spot }: SyntaxPosition): Call | null {
  const declaration = around.findLast(node => node.type === 'VariableDeclarator')
  const [fn] = functionsAround({ source, call, around, ...spot })
  if (call === null || fn === undefined || declaration?.type !== 'VariableDeclarator') return null
  const { id, init } = declaration
  if (id.type !== 'Identifier' || init == null || unwrapExpression(init) !== call) return null
  const calls = callsIn(fn.body).filter(other => {
    if ((other.start ?? 0) < (declaration.end ?? 0)) return false
    const isGiven = other.arguments.some(
      argument => argument.type === 'Identifier' && argument.name === id.name,
    )
    return isGiven || (rootOf(source, other) === id.name && nameOfCall(other) === 'pipe')
  })
  return calls.length === 1 ? (calls[0] ?? null) : null
}

function callsIn(node: Node): Call[] {
  return [...(isCall(node) ? [node] : []), ...childrenOf(node).flatMap(callsIn)]
}
