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
import { isIterationName } from './fork/repeated'

/** A conflict whose sites and calls are those that its source has: see below. */
export function asWritten(conflict: LocatedConflict): LocatedConflict {
  const first = atHandOver(conflict.first) ?? conflict.first
  return { ...conflict, first: named(first), second: named(conflict.second) }
}

// A method of the response has several names (`set` and `header`); the source says which was called.
function named(side: LocatedSide): LocatedSide {
  const position = side.site?.owner === 'app' ? syntaxPositionOf(side.site) : null
  if (
    position?.call != null &&
    side.by !== null &&
    side.via.endsWith('<anonymous>') &&
    isOnlyCallAt(position, position.call)
  )
    return { ...side, via: nameOfCall(position.call) ?? side.via }
  const [, object, method] = /^(res|reply)\.(\w+)$/.exec(side.via) ?? []
  if (position?.call == null || object === undefined || !isOnlyCallAt(position, position.call)) return side
  const name = nameOfCall(position.call)
  if (name === null || name === method || isIterationName(name) || /^(call|apply|bind)$/.test(name))
    return side
  return { ...side, via: `${object}.${name}` }
}

// V8 names the method's name, but where a call is optional or in parentheses, and a source map may name the start of a chain.
function isOnlyCallAt({ offset, around }: SyntaxPosition, call: Call): boolean {
  if (startOfName(call) === offset) return true
  const { callee } = call
  const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression'
  const isOuter = around.some(node => node !== call && isCall(node) && node.start === call.start)
  return isMember && !isOuter && callsIn(callee).length === 0
}

/*
 * A stream that writes to the response by itself leads back to the line that made it. The line that responded is the one that
 * handed the response over to it, `pipeline(file, res)`, where the function that made the stream has one such line.
 */
function atHandOver(side: LocatedSide): LocatedSide | null {
  const { site, path } = side
  if (site === null || path[0]?.frames.includes(site) !== false) return null
  if (!path[0].frames.some(isOfStreams) || !path.some(part => isMadeElsewhere(part.frames, site))) return null
  const position = syntaxPositionOf(site)
  const call = position === null ? null : handOverOf(position)
  if (position === null || call === null) return null
  const name = nameOfCall(call)
  const named = position.source.positionOf(startOfName(call) ?? 0)
  return { ...side, site: { ...site, ...named }, via: name ?? side.via }
}

function isOfStreams(frame: Frame): boolean {
  return /^node:(internal\/streams\/|stream)/.test(frame.path)
}

function isMadeElsewhere(frames: readonly Frame[], site: Frame): boolean {
  // By Node, or by a package: `request(url)`, `got.stream(url)`.
  const maker = frames[frames.indexOf(site) - 1]
  return maker !== undefined && maker.owner !== 'app'
}

// The one call later in the function that is given the stream, or is its `pipe`.
function handOverOf({ source, call, around, ...position }: SyntaxPosition): Call | null {
  const declaration = around.findLast(node => node.type === 'VariableDeclarator')
  const [fn] = functionsAround({ source, call, around, ...position })
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
