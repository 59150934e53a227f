import type { Node } from '@babel/types'
import type { Frame } from '../../locate/frame'
import type { LocatedConflict } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import { functionsAround, isFunction, rootOf, type SyntaxPosition } from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Fork } from '../fork/fork'
import { isSamePosition } from '../fork/frame-comparison'
import { isOfOneRequest, listenerOnBoth } from '../fork/left-listener'

/** In whose course a response was sent, as far as that matters. */
export type Context =
  | 'its own request'
  /** The second ran in the course of another request. */
  | 'another request'
  /** An event ran the second outside of its own request. */
  | 'an event of its own'
  /** The first came in the course of another request, from a variable that requests share. */
  | 'a shared variable'

interface Sites {
  readonly first: SyntaxPosition | null
  readonly second: SyntaxPosition | null
}

export function contextOf(conflict: LocatedConflict, fork: Fork | null, sites: Sites): Context {
  if (isSentForAnother(conflict, sites)) return 'a shared variable'
  const { raw } = conflict
  const site = appSiteOf(conflict.second)
  const { hop } = raw.second
  if (site === null || raw.trace === undefined || hop?.isOf(raw.trace) === true) return 'its own request'
  const isOther = hop?.isAlive === true
  if (isOneRun(conflict, fork)) return 'its own request'
  const listener = listenerOnBoth(conflict)
  // Events that nobody follows, of a worker or a connection, had the first response sent as well.
  const isUnfollowed = !isOther && raw.first?.hop === undefined
  if (listener !== null && isUnfollowed && !isOfOneRequest(listener)) return 'its own request'
  if (listener !== null) return isOther ? 'another request' : 'an event of its own'
  const frames = conflict.second.path[0]?.frames ?? []
  const outer = frames.slice(frames.indexOf(site) + 1)
  const isEmitted = outer[0]?.path === 'node:events'
  const isDirect = isCalledByServing(outer) || isEmitted
  if (!(isOther && isDirect) && !(isEmitted && !isOther)) return 'its own request'
  if (!isEmitted && isQueued(outer) && isHandedOver(sites)) return 'its own request'
  return isOther ? 'another request' : 'an event of its own'
}

// Both lines ran in one call: whatever that was for, it responded twice by itself.
function isOneRun({ raw, first, second }: LocatedConflict, fork: Fork | null): boolean {
  const [site, other] = [appSiteOf(first), appSiteOf(second)]
  if (fork === null || raw.first?.hop !== raw.second.hop) return false
  return (
    isSamePosition(fork.first, site) && isSamePosition(fork.second, other) && !isSamePosition(site, other)
  )
}

// Another request's work took the response from a variable that all requests share, and sent it.
function isSentForAnother({ raw, first: side }: LocatedConflict, { first, second }: Sites): boolean {
  const hop = raw.first?.hop
  const isOther = hop?.isAlive === true && !hop.isOf(raw.trace)
  if (appSiteOf(side) === null || raw.trace === undefined || !isOther) return false
  return first !== null && isShared(first) && second !== null && isShared(second)
}

// Whether what a call is made on begins with a variable that no function around it declares or is given.
function isShared(position: SyntaxPosition): boolean {
  const { source, call } = position
  const name = call === null ? null : /^[\w$]+/.exec(rootOf(source, call))?.[0]
  if (name == null || name === 'this') return false
  return functionsAround(position).every(
    fn => !fn.params.some(param => namesIn(param).includes(name)) && !namesIn(fn.body).includes(name),
  )
}

/** What a parameter, or a function's own declarations, name. */
export function namesIn(node: Node): string[] {
  switch (node.type) {
    case 'Identifier':
      return [node.name]
    case 'ObjectPattern':
      return node.properties.flatMap(property =>
        namesIn(property.type === 'ObjectProperty' ? property.value : property.argument),
      )
    case 'ArrayPattern':
      return node.elements.flatMap(element => (element === null ? [] : namesIn(element)))
    case 'AssignmentPattern':
      return namesIn(node.left)
    case 'RestElement':
      return namesIn(node.argument)
    case 'VariableDeclarator':
      return namesIn(node.id)
    default:
      return isFunction(node) || /Expression$|Literal$/.test(node.type)
        ? []
        : childrenOf(node).flatMap(child => (child.type === 'Identifier' ? [] : namesIn(child)))
  }
}

// A queue's or a pool's own calls would say that it works for this request, too. What serves the other request does not:
// it is what called the outermost function of the application.
function isCalledByServing(outer: readonly Frame[]): boolean {
  const serving = outer.slice(outer.findLastIndex(frame => frame.owner === 'app') + 1)
  const names = new Set(serving.map(packageOf))
  return outer.every(frame => frame.owner !== 'package' || names.has(packageOf(frame)))
}

// A package called the application in a run that it began later, after a timer of its own.
function isQueued(outer: readonly Frame[]): boolean {
  const isServer = outer.some(frame => frame.path.startsWith('node:_http_'))
  return !isServer && outer.some(frame => frame.owner === 'package')
}

// What was written inside of the function that responded first is that request's own, wherever it is called.
function isHandedOver({ first, second }: Sites): boolean {
  if (first === null || second === null) return false
  const [own, ...outer] = functionsAround(second)
  const handler = functionsAround(first)[0]
  return own !== undefined && handler !== undefined && outer.includes(handler)
}

function packageOf(frame: Frame): string | null {
  return frame.owner === 'package' ? frame.package : null
}
