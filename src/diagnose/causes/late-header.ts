import type { Statement } from '@babel/types'
import type { RawConflict } from '../../detect/raw-conflict'
import { appSiteOf } from '../../locate/site'
import {
  expressionOf,
  functionsAround,
  isCall,
  nameOfCall,
  rootOf,
  type SyntaxPosition,
  startOfName,
  statementAround,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Cause } from '../diagnosis'
import { insertion } from '../edits/edit'
import { respondsAfter } from '../edits/ending'
import { removeStatement } from '../edits/remove-statement'
import type { Evidence } from '../evidence'
import { describe, formatPosition, sendsBody } from '../evidence'
import { callersOf } from '../lineage'

const headerOperations = new Set(['setHeader', 'setHeaders', 'appendHeader', 'removeHeader'])

/** No second response: a header, a cookie or the status was changed after the response. */
export const lateHeader: Cause = {
  code: 'late-header',
  recognise(evidence) {
    const { conflict, second, sides } = evidence
    const { via, operation } = conflict.second
    const [firstSite, site] = [appSiteOf(conflict.first), appSiteOf(conflict.second)]
    if (site === null || !headerOperations.has(operation) || second?.call == null) return null
    // What is further down is in order: it must not be reached once there is an answer.
    if (sides?.second.isNext && !sides.first.isNext) return null
    if (!isHeaderOnly(second) || callersRespond(evidence)) return null
    return {
      evidence: [`${via} changes a header and sends nothing`, 'nothing is sent after it'],
      summary: `had been answered by ${describe(conflict.first)} when ${describe(conflict.second)} changed a header`,
      suggestion: `Set headers before the answer: put ${formatPosition(site)} before ${firstSite === null ? 'the answer' : formatPosition(firstSite)}.`,
      // What runs for another request may run again for the next: to move a line would not be all.
      edits: isOfAnother(conflict.raw) ? [] : moveBefore(evidence),
    }
  },
}

/** Whether the call at a spot changes a header, and is not how an answer begins. */
export function isHeaderOnly(spot: SyntaxPosition): boolean {
  const name = spot.call === null ? null : nameOfCall(spot.call)
  return name !== null && isHeaderMethod(name) && !respondsLater(spot)
}

// Node's own header operations, and what frameworks call theirs.
export function isHeaderMethod(name: string): boolean {
  return (
    headerOperations.has(name) ||
    /^(?!write|flush).*(?:cookie|header)|^(set|header|headers|append|remove|type|contentType|vary|location|attachment|links|etag)$/i.test(
      name,
    )
  )
}

// `res.setHeader(…)` may be how a second answer begins.
function respondsLater(spot: SyntaxPosition): boolean {
  const [fn] = functionsAround(spot)
  if (fn === undefined || spot.call === null) return false
  const root = rootOf(spot.source, spot.call)
  const isAnswer = (node: Parameters<typeof childrenOf>[0]): boolean =>
    (isCall(node) &&
      (startOfName(node) ?? 0) > spot.offset &&
      sendsBody(nameOfCall(node)) &&
      rootOf(spot.source, node) === root) ||
    childrenOf(node).some(isAnswer)
  return isAnswer(fn.body)
}

function isOfAnother({ trace, second }: RawConflict): boolean {
  return trace !== undefined && second.hop?.isOf(trace) === false
}

// A helper that sets headers is called by who goes on to answer.
function callersRespond({ conflict }: Evidence): boolean {
  return callersOf(conflict.second)
    .slice(1)
    .some(frame => {
      const spot = syntaxPositionOf(frame)
      return spot !== null && respondsAfter(spot)
    })
}

/** Puts the late headers before what sent the head, where nothing stands in the way. */
export function moveBefore({ first, second, conflict }: Evidence) {
  if (first === null || second === null || first.source !== second.source) return []
  const [before, moved] = [statementAround(first), statementAround(second)]
  if (before === null || moved === null || expressionOf(moved) === null) return []
  const list = first.around[first.around.indexOf(before) - 1]
  if (list?.type !== 'BlockStatement' || list !== second.around[second.around.indexOf(moved) - 1]) return []
  const from = list.body.indexOf(before)
  if (from > list.body.indexOf(moved)) return []
  const { source } = first
  const late = list.body.slice(list.body.indexOf(moved)).filter(statement => isLate(second, statement))
  const last = list.body.indexOf(late.at(-1) ?? moved)
  const passed = list.body.slice(from, last).filter(statement => !late.includes(statement))
  const isFixed = late.every(statement => hasOnlyLiterals(statement)) && !passed.some(declares)
  if (!isFixed && !passed.slice(1).every(isLogging)) return []
  if (declares(before)) return []
  if (conflict.first.path[0]?.frames.indexOf(conflict.first.site as never) === -1) return []
  const indent = ' '.repeat(source.positionOf(before.start ?? 0).column - 1)
  const text = late.map(({ start, end }) => `${source.text.slice(start ?? 0, end ?? 0)}\n${indent}`).join('')
  return [
    insertion(source, before.start ?? 0, text),
    ...late.map(statement => removeStatement(source, statement)),
  ]
}

// What comes after the late header may be late, too: Node has only refused the first.
function isLate({ source, call }: SyntaxPosition, statement: Statement): boolean {
  const expression = expressionOf(statement)
  if (!isCall(expression) || call === null || rootOf(source, expression) !== rootOf(source, call))
    return false
  return isHeaderMethod(nameOfCall(expression) ?? '')
}

// A value may depend on what happens between the answer and the header.
function hasOnlyLiterals(statement: Statement): boolean {
  const expression = expressionOf(statement)
  return (
    isCall(expression) &&
    expression.arguments.every(
      argument => /Literal$/.test(argument.type) && argument.type !== 'TemplateLiteral',
    )
  )
}

function isLogging(statement: Statement): boolean {
  const expression = expressionOf(statement)
  return (
    isCall(expression) &&
    expression.callee.type === 'MemberExpression' &&
    expression.callee.object.type === 'Identifier' &&
    expression.callee.object.name === 'console'
  )
}

function declares(node: { readonly type: string }): boolean {
  return /Declaration$/.test(node.type)
}
