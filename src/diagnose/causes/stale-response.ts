import type { Node } from '@babel/types'
import type { Frame } from '../../locate/frame'
import { appSiteOf } from '../../locate/site'
import {
  functionsAround,
  isCall,
  isFunction,
  rootOf,
  type SyntaxPosition,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Cause, Finding } from '../diagnosis'
import { describe, type Evidence, formatPosition } from '../evidence'
import { isSamePosition } from '../frame-comparison'
import { once } from './callback-twice'

/** The second attempt ran while another request was being handled (a leaked listener, a shared variable). */
export const staleResponse: Cause = {
  code: 'stale-response',
  recognise(evidence) {
    const { conflict, first, second } = evidence
    const { raw } = conflict
    const borrowed = answeredForAnother(evidence)
    if (borrowed !== null) return borrowed
    const site = appSiteOf(conflict.second)
    const { hop } = raw.second
    if (site === null || raw.trace === undefined || hop?.isOf(raw.trace) === true) return null
    const isOther = hop?.isAlive === true
    if (isOneRun(evidence)) return null
    const frames = conflict.second.path[0]?.frames ?? []
    const outer = frames.slice(frames.indexOf(site) + 1)
    const isEmitted = outer[0]?.path === 'node:events'
    const isDirect = isCalledByServing(outer) || isEmitted
    if (!(isOther && isDirect) && !(isEmitted && !isOther)) return null
    if (!isEmitted && isQueued(outer) && isHandedOver(first, second)) return null
    return {
      evidence: [
        isOther ? 'it ran in the course of another request' : 'it ran outside of its own request',
        ...(isEmitted ? ['an event called it'] : []),
      ],
      summary: `had been answered by ${describe(conflict.first)} when ${describe(conflict.second)} ran again, ${isOther ? 'in the course of another request' : 'for an event that was not its own'}`,
      suggestion: `Let go of the response when it is answered: remove the listener that is at ${formatPosition(site)}, or keep responses in no variable that outlives them.`,
      edits: second === null ? [] : onceOnly(second),
    }
  },
}

// Both lines ran in one call: whatever that was for, it answered twice by itself.
function isOneRun({ conflict, fork }: Evidence): boolean {
  const { raw, first, second } = conflict
  const [site, other] = [appSiteOf(first), appSiteOf(second)]
  if (fork === null || site === null || other === null || raw.first?.hop !== raw.second.hop) return false
  return (
    isSamePosition(fork.first, site) && isSamePosition(fork.second, other) && !isSamePosition(site, other)
  )
}

// Another request's work took the response from a variable that all requests share, and answered it.
function answeredForAnother({ conflict, first, second }: Evidence): Finding | null {
  const { raw } = conflict
  const site = appSiteOf(conflict.first)
  const hop = raw.first?.hop
  const isOther = hop?.isAlive === true && !hop.isOf(raw.trace)
  if (site === null || raw.trace === undefined || !isOther || first === null || !isShared(first)) return null
  if (second === null || !isShared(second)) return null
  return {
    evidence: [
      'the first answer came in the course of another request',
      `the response is in a variable that requests share (${formatPosition(site)})`,
    ],
    summary: `was answered in the course of another request by ${describe(conflict.first)}, and in its own by ${describe(conflict.second)}`,
    suggestion:
      'Keep each response with its own request (a parameter, a closure), or let go of it when it is answered.',
  }
}

// Whether what a call is made on begins with a variable that no function around it declares or is given.
function isShared(spot: SyntaxPosition): boolean {
  const name = spot.call === null ? null : /^[\w$]+/.exec(rootOf(spot.source, spot.call))?.[0]
  if (name == null || name === 'this') return false
  return functionsAround(spot).every(
    fn => !fn.params.some(param => namesIn(param).includes(name)) && !namesIn(fn.body).includes(name),
  )
}

// What a parameter or a function's own declarations name.
function namesIn(node: Node): string[] {
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

// What was written inside of the function that answered first is that request's own, whoever calls it.
function isHandedOver(first: SyntaxPosition | null, second: SyntaxPosition | null): boolean {
  if (first === null || second === null) return false
  const [own, ...outer] = functionsAround(second)
  const handler = functionsAround(first)[0]
  return own !== undefined && handler !== undefined && outer.includes(handler)
}

function packageOf(frame: Frame): string | null {
  return frame.owner === 'package' ? frame.package : null
}

function onceOnly(answer: SyntaxPosition) {
  const [listener] = functionsAround(answer)
  const call = answer.around[answer.around.indexOf(listener as never) - 1]
  if (call === undefined || !isCall(call)) return []
  return once({ ...answer, call }, answer)
}
