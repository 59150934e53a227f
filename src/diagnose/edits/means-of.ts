import type { Node } from '@babel/types'
import type { LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import {
  type Call,
  type FunctionNode,
  functionsAround,
  isCall,
  ownerOfParameter,
  rootOf,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Evidence } from '../evidence'
import { isSamePosition } from '../fork/frame-comparison'
import type { ForkSide } from '../shape/side'
import type { CalledFunction, Means } from '../syntax/responds-always'

/** By what names the fork's own lines can respond: those that led to the two sends, and what its functions were given to call. */
export function meansOf({ sides, conflict }: Evidence): Means | null {
  const position = sides?.first.position ?? sides?.second.position
  if (sides == null || position == null) return null
  const responses = [
    responseNameAt(sides.first, conflict.first, position),
    responseNameAt(sides.second, conflict.second, position),
  ]
  return {
    source: position.source,
    responses: new Set(responses.filter(name => name !== null)),
    continuations: new Set(functionsAround(position).flatMap(continuationsOf)),
    called: new Map([sides.first, sides.second].flatMap(callsOn)),
  }
}

// Which functions of the application were called where, on a side's path.
function callsOn({ frame, path }: ForkSide): [Call, CalledFunction][] {
  return path.flatMap((step, index): [Call, CalledFunction][] => {
    const caller = path[index - 1]?.frame ?? frame
    if (step.entry !== null || step.frame.owner !== 'app' || caller.owner !== 'app') return []
    const [from, at] = [syntaxPositionOf(caller), syntaxPositionOf(step.frame)]
    const fn = at === null ? undefined : functionsAround(at)[0]
    return from?.call == null || at === null || fn === undefined
      ? []
      : [[from.call, { fn, source: at.source }]]
  })
}

/**
 * What a position on a side’s path calls the response that the side has sent: from the send outwards, through the arguments of
 * each call. `null` where the functions around it were not given one.
 */
export function responseNameAt(
  { frame, path }: ForkSide,
  located: LocatedSide,
  at: SyntaxPosition,
): string | null {
  const site = appSiteOf(located)
  const frames = [frame, ...path.map(step => step.frame)].filter(({ owner }) => owner === 'app')
  const end = frames.findLastIndex(each => isSamePosition(each, site))
  const positions = frames.slice(0, end + 1).flatMap(each => syntaxPositionOf(each) ?? [])
  const last = positions.at(-1)
  let name = last === undefined ? null : rootAt(last)
  for (const [index, position] of [...positions.entries()].reverse()) {
    if (name === null) return null
    const [object = '', ...members] = name.split('.')
    const owner = ownerOfParameter(position, object)
    if (owner === null) return null
    if (at.around.includes(owner)) return name
    const caller = positions[index - 1]
    if (caller === undefined) return null
    if (caller.around.includes(owner)) continue
    const given = caller.call?.arguments[indexOfParameter(owner, object)]
    name =
      given === undefined
        ? null
        : [caller.source.text.slice(given.start ?? 0, given.end ?? 0), ...members].join('.')
  }
  return null
}

/** The text of what the call, or the assignment, at a position is made on: `res`; `null` where it is neither. */
export function rootAt({ source, call, around }: SyntaxPosition): string | null {
  if (call !== null) return rootOf(source, call)
  const assignment = around.findLast(node => node.type === 'AssignmentExpression')
  const left = assignment?.type === 'AssignmentExpression' ? assignment.left : null
  if (left?.type !== 'MemberExpression') return null
  return source.text.slice(left.object.start ?? 0, left.object.end ?? 0)
}

function indexOfParameter({ params }: FunctionNode, name: string): number {
  return params.findIndex(param => param.type === 'Identifier' && param.name === name)
}

// Parameters that are called: `next`, `callback`; and the last one, where it is no object.
function continuationsOf({ params, body }: FunctionNode): string[] {
  return params.flatMap((param, index) => {
    if (param.type !== 'Identifier') return []
    const uses = usesIn(body, param.name)
    const isLast = index === params.length - 1 && params.length > 1 && uses.includes('handed on')
    const isCalled = uses.includes('called') || isLast
    return isCalled && !uses.includes('an object') ? [param.name] : []
  })
}

type Use = 'called' | 'handed on' | 'an object'

function usesIn(node: Node, name: string): Use[] {
  const isName = (other: Node | null | undefined) => other?.type === 'Identifier' && other.name === name
  const own: Use[] = []
  if (isCall(node)) {
    if (isName(node.callee)) own.push('called')
    if (node.arguments.some(isName)) own.push('handed on')
  }
  if (/^(Optional)?MemberExpression$/.test(node.type) && 'object' in node && isName(node.object as Node))
    own.push('an object')
  return [...own, ...childrenOf(node).flatMap(child => usesIn(child, name))]
}
