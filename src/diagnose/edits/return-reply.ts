import type { Node } from '@babel/types'
import type { LocatedSide } from '../../locate/locate'
import {
  type Call,
  expressionOf,
  type FunctionNode,
  functionsAround,
  isCall,
  isChainFrom,
  nameOfCall,
  rootOf,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { isSameFunction } from '../fork/frame-comparison'
import { sendsBody } from '../syntax/response-call'
import { type Edit, insertion } from './edit'

/**
 * Returns a response from a handler whose framework goes on where nothing is returned before the response is out: Fastify takes
 * the promise of an asynchronous one for a second, empty response, h3 goes on to the next handler.
 * https://fastify.dev/docs/latest/Reference/Reply/#async-await-and-promises https://v1.h3.dev/guide/event-handler
 */
export function returnReply({ conflict, first, second }: Evidence): Edit[] {
  const [fn] = first === null ? [] : functionsAround(first)
  const statement = first === null ? null : statementAround(first)
  const expression = expressionOf(statement)
  if (first?.call == null || fn === undefined || statement === null || expression === null) return []
  if (!isChainFrom(first.call, expression) || (second !== null && functionsAround(second)[0] === fn))
    return []
  const caller = callerOf(conflict.first)
  const isSent =
    /^fastify@/.test(caller) && fn.async
      ? (call: Call) => sendsBody(nameOfCall(call)) && isGiven(rootOf(first.source, call), fn)
      : /^h3@/.test(caller) && /^h3@/.test(conflict.first.by ?? '')
        ? (call: Call) => call.callee.type === 'Identifier' && isGiven(textOf(first, call.arguments[0]), fn)
        : () => false
  if (!isSent(first.call) || fn.body.type !== 'BlockStatement') return []
  const ends = endsOf(fn.body).filter(end => {
    const sent = expressionOf(end)
    return end === statement || (/^fastify@/.test(caller) && isCall(sent) && isSent(sent))
  })
  return ends.includes(statement) ? ends.map(end => insertion(first.source, end.start ?? 0, 'return ')) : []
}

// The package that called the function of a side's site; empty where another function of the application did.
function callerOf({ site, path }: LocatedSide): string {
  const frames = path.flatMap(segment => segment.frames)
  const outer = site === null ? [] : frames.slice(frames.indexOf(site) + 1)
  const caller = outer.find(frame => frame.owner !== 'node' && !isSameFunction(frame, site ?? undefined))
  return caller?.owner === 'package' ? caller.package : ''
}

// By hand, with `reply.raw`, it is another matter.
function isGiven(name: string, { params }: FunctionNode): boolean {
  return params.some(param => param.type === 'Identifier' && param.name === name)
}

function textOf({ source }: SyntaxPosition, node: Node | undefined): string {
  return node === undefined ? '' : source.text.slice(node.start ?? 0, node.end ?? 0)
}

// The statements after which a function is done.
function endsOf(node: Node | null | undefined): Node[] {
  switch (node?.type) {
    case 'BlockStatement':
      return endsOf(node.body.at(-1))
    case 'IfStatement':
      return [...endsOf(node.consequent), ...endsOf(node.alternate)]
    case 'ExpressionStatement':
      return [node]
    default:
      return []
  }
}
