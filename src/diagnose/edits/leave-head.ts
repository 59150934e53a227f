import type { Node, ObjectProperty } from '@babel/types'
import {
  expressionOf,
  functionsAround,
  isCall,
  nameOfCall,
  parentIn,
  rootOf,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import { childrenOf, type SourceFile } from '../../source/syntax-tree'
import type { Evidence } from '../evidence'
import { formatPosition } from '../sentence'
import { listOf } from '../syntax/flow'
import { endsInList } from '../syntax/responds-after'
import { statementsRespond } from '../syntax/responds-always'
import { isHeaderMethod, sendsBody } from '../syntax/response-call'
import type { Candidate } from './candidate'
import { alwaysResponds } from './certain-response'
import { type Edit, insertion, replacement } from './edit'
import { meansOf } from './means-of'
import { moveHeader } from './move-header'
import { removeStatement } from './remove-statement'
import { newLineLike, semicolonOf } from './source-style'

/** Leaves the head to what follows: the part that sent it too early waits, or goes out without being sent by itself. */
export function leaveHead(evidence: Evidence): Edit[] {
  const { first, second, sides } = evidence
  if (first?.call == null || second?.call == null || expressionOf(statementAround(first)) !== first.call)
    return []
  if (nameOfCall(first.call) === 'flushHeaders' && isFlushedForHelper(evidence)) return leaveFlush(first)
  if (sides === null || first.source !== second.source) return []
  if (functionsAround(first)[0] !== functionsAround(second)[0] || first.offset > second.offset) return []
  switch (nameOfCall(first.call)) {
    case 'flushHeaders':
      return isHeld(first, second) ? holdFlush(first, second) : []
    case 'writeHead':
      return isHeld(first, second) && keepsHeaders(evidence) ? setHead(first, second) : []
    case 'write':
      return isHeaderMethod(nameOfCall(second.call) ?? '') || nameOfCall(second.call) === 'writeHead'
        ? moveHeader(evidence)
        : []
    default:
      return []
  }
}

// Node and Express leave a content type that is set; others format the body by their own rules.
function keepsHeaders({ conflict: { second } }: Evidence): boolean {
  const frames =
    second.path.find(({ frames }) => second.site !== null && frames.includes(second.site))?.frames ?? []
  const called = second.site === null ? undefined : frames[frames.indexOf(second.site) - 1]
  return called?.owner !== 'package' || /^express@/.test(called.package)
}

// Nothing else sends the head between the two lines.
function isHeld(first: SyntaxPosition, second: SyntaxPosition): boolean {
  const [fn] = functionsAround(first)
  const sends = (node: Parameters<typeof childrenOf>[0]): boolean => {
    const start = node.start ?? 0
    if (start >= second.offset || (node.end ?? 0) <= first.offset) return false
    const isBetween = isCall(node) && node !== second.call && start > first.offset
    return (isBetween && sendsBody(nameOfCall(node))) || childrenOf(node).some(sends)
  }
  return fn !== undefined && !sends(fn.body)
}

function holdFlush(first: SyntaxPosition, second: SyntaxPosition): Edit[] {
  const { source, call } = first
  const [flush, late] = [statementAround(first), statementAround(second)]
  if (flush === null || late === null || call === null) return []
  const removal = removeStatement(source, flush)
  const root = rootOf(source, call)
  const list = parentIn(second, late)
  // A whole response sends its head by itself.
  if (isWhole(second.call) || listOf(list)?.some(statement => isWhole(expressionOf(statement))))
    return [removal]
  if (list?.type !== 'BlockStatement' || list !== parentIn(first, flush)) return []
  const last = list.body.findLast(statement => {
    const expression = expressionOf(statement)
    return (
      isCall(expression) &&
      isHeaderMethod(nameOfCall(expression) ?? '') &&
      rootOf(source, expression) === root
    )
  })
  if (last === undefined) return []
  const text = source.text.slice(flush.start ?? 0, flush.end ?? 0)
  return [insertion(source, last.end ?? 0, newLineLike(source, last) + text), removal]
}

function leaveFlush(first: SyntaxPosition): Edit[] {
  const flush = statementAround(first)
  return flush === null ? [] : [removeStatement(first.source, flush)]
}

/** Takes a flush out, after which a package that was given the response sends the head itself. */
export function leaveFlushToOther({
  first,
  sides,
  conflict,
}: Pick<Evidence, 'first' | 'sides' | 'conflict'>): Edit[] {
  const later = sides?.second.position
  if (first?.call == null || sides === null || later == null || nameOfCall(first.call) !== 'flushHeaders')
    return []
  if (sides.first.position?.call !== first.call || first.offset > later.offset) return []
  return conflict.second.operation === 'writeHead' && !sides.second.isDeferred ? leaveFlush(first) : []
}

/** Takes a flush out, where what follows it writes the head itself. What is in between may be meant to be waited for by the client. */
export function likelyLeaveFlush({ first, sides, conflict }: Evidence): Candidate[] {
  const edits = leaveFlushToOther({ first, sides, conflict })
  const { site } = conflict.first
  return edits.length === 0 || site === null
    ? []
    : [{ text: `Leave the head to what writes it: take the flush at ${formatPosition(site)} out.`, edits }]
}

// What the function calls after the flush sends the head itself, and a whole response with it.
function isFlushedForHelper(evidence: Evidence): boolean {
  const { first, second, sides, conflict } = evidence
  const later = sides?.second
  if (first === null || second?.call == null || sides === null || later?.position == null) return false
  if (sides.first.position?.call !== first.call || first.offset > later.position.offset) return false
  if (later.path.length === 0 || later.asyncReasons.length > 0) return false
  const [statement, means] = [statementAround(later.position), meansOf(evidence)]
  if (statement !== null && means !== null && statementsRespond([statement], means)) return true
  return alwaysResponds(later, conflict.second) && endsInList(second, rootOf(second.source, second.call))
}

function isWhole(node: Node | null): boolean {
  const name = isCall(node) ? nameOfCall(node) : null
  return sendsBody(name) && name !== 'write'
}

// A head that is only set can wait for the response.
function setHead(first: SyntaxPosition, second: SyntaxPosition): Edit[] {
  const { source, call } = first
  const statement = statementAround(first)
  if (call === null || statement === null || !('object' in call.callee)) return []
  // Which of two heads is meant, only their author can say.
  if (nameOfCall(second.call as NonNullable<typeof call>) === 'writeHead') return []
  const [status, headers, ...more] = call.arguments
  if (status?.type !== 'NumericLiteral' || more.length > 0) return []
  const response = source.text.slice(call.callee.object.start ?? 0, call.callee.object.end ?? 0)
  const lines = [`${response}.statusCode = ${status.value}`]
  if (headers !== undefined) {
    if (headers.type !== 'ObjectExpression' || !headers.properties.every(isPlain)) return []
    lines.push(...headers.properties.map(property => headerLine(source, response, property)))
  }
  const text = lines.join(semicolonOf(source, statement) + newLineLike(source, statement))
  return [replacement(source, call.start ?? 0, call.end ?? 0, text)]
}

function isPlain(property: { type: string }): property is ObjectProperty {
  const { type, computed, key } = property as ObjectProperty
  return type === 'ObjectProperty' && !computed && (key.type === 'StringLiteral' || key.type === 'Identifier')
}

function headerLine(source: SourceFile, response: string, { key, value, shorthand }: ObjectProperty): string {
  const name = source.text.slice(key.start ?? 0, key.end ?? 0)
  const quoted = key.type === 'StringLiteral' ? name : `'${name}'`
  const text = shorthand ? name : source.text.slice(value.start ?? 0, value.end ?? 0)
  return `${response}.setHeader(${quoted}, ${text})`
}
