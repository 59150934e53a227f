import type { MemberExpression, Node, OptionalMemberExpression } from '@babel/types'
import {
  type Call,
  isCall,
  isFunction,
  nameOfCall,
  parentIn,
  type SyntaxPosition,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import { sendsBody, setsHead } from '../syntax/response-call'
import { type Edit, replacement } from './edit'

/**
 * Lets a chain of calls send once, with everything that it was to send: a call that only sends a status sets it instead, one
 * that sends nothing is left out, and one that sets a header comes before the one that sends. Where both calls have a body,
 * only their author can say which is meant.
 */
export function chainOnce(first: SyntaxPosition, second: SyntaxPosition): Edit[] {
  const { source } = first
  const [sent, added] = [first.call, second.call]
  if (sent === null || added === null || !isMember(sent.callee) || !isMember(added.callee)) return []
  const outermost = second.around.find(node => isCall(node) && node.start === added.start) ?? added
  const parent = parentIn(second, outermost)
  // What is changed must not be what the chain is for, nor wait for work of its own.
  if (!/^(Expression|Return)Statement$|^ArrowFunctionExpression$|^AwaitExpression$/.test(parent?.type ?? ''))
    return []
  const name = nameOfCall(sent)
  const addedName = nameOfCall(added) ?? ''
  // What sends a status of its own would not heed one that was set before.
  if (/^(status|code)$/.test(addedName) && /^(sendStatus|redirect|writeHead)$/.test(name ?? '')) return []
  if (setsHead(addedName)) return headersBefore(source, sent, outermost)
  if (!sendsBody(addedName)) return []
  const { property } = sent.callee
  if (name === 'sendStatus') return [replacement(source, property.start ?? 0, property.end ?? 0, 'status')]
  const isEmpty = sent.arguments.length === 0 && (name === 'send' || name === 'end')
  if (isEmpty) return [replacement(source, sent.callee.object.end ?? 0, sent.end ?? 0, '')]
  // An end that adds nothing.
  const isBare = added.arguments.length === 0 && outermost === added
  return isBare ? [replacement(source, sent.end ?? 0, added.end ?? 0, '')] : []
}

// `res.json(body).cookie('seen', 'yes')` becomes `res.cookie('seen', 'yes').json(body)`.
function headersBefore(source: SyntaxPosition['source'], sent: Call, outermost: Node): Edit[] {
  if (!isMember(sent.callee)) return []
  const later = callsFrom(sent, outermost)
  const areHeaders = later.every(call => setsHead(nameOfCall(call) ?? '') && !call.arguments.some(works))
  if (!areHeaders) return []
  const [start, middle, end] = [sent.callee.object.end ?? 0, sent.end ?? 0, outermost.end ?? 0]
  return [replacement(source, start, end, source.text.slice(middle, end) + source.text.slice(start, middle))]
}

function isMember(node: Node): node is MemberExpression | OptionalMemberExpression {
  return node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression'
}

function callsFrom(sent: Call, outermost: Node): Call[] {
  const calls: Call[] = []
  for (let node: Node = outermost; node !== sent; ) {
    if (isCall(node)) {
      calls.push(node)
      node = node.callee
    } else if ('object' in node && node.object !== null && typeof node.object === 'object')
      node = node.object as Node
    else return calls
  }
  return calls
}

function works(node: Node): boolean {
  if (isFunction(node)) return false
  return /^(Await|Yield|Assignment|Update)Expression$/.test(node.type) || childrenOf(node).some(works)
}
