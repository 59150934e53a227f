import type { Node, Statement } from '@babel/types'
import {
  contains,
  expressionOf,
  isCall,
  nameOfCall,
  parentIn,
  rootOf,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { SourceFile } from '../../source/syntax-tree'
import type { Evidence } from '../evidence'
import { namesIn } from '../shape/other-request'
import { listOf } from '../syntax/flow'
import { isHeaderMethod } from '../syntax/response-call'
import { type Edit, insertion } from './edit'
import { removeStatement } from './remove-statement'
import { identifiersIn } from './skipped-code'
import { indentOf, lineEndOf } from './source-style'

/**
 * Puts the late headers, a late head or a late part of the body before what came first, where nothing stands in the way.
 *
 * @param isCertain whether their values have to be the same there, and the lines themselves known to do nothing else.
 */
export function moveHeader(evidence: Evidence, isCertain = true): Edit[] {
  const { first: site, sides } = evidence
  const first = sides?.first.position ?? site
  const second = isCertain ? evidence.second : (sides?.second.position ?? evidence.second)
  if (first === null || second === null || first.source !== second.source) return []
  if (sides?.first.isDeferred === true) return []
  if (evidence.conflict.second.operation === 'statusCode' && setsStatus(first)) return []
  const moved = statementAround(second)
  const list = listOf(parentIn(second, moved))
  if (moved === null || expressionOf(moved) === null || list === null) return []
  const from = list.findIndex(statement => contains(statement, first.offset))
  const before = list[from]
  if (before === undefined || before === moved || from > list.indexOf(moved)) return []
  const late = list
    .slice(list.indexOf(moved))
    .filter(statement => (!isCertain && statement === moved) || isLate(second, statement))
  const last = list.indexOf(late.at(-1) ?? moved)
  const passed = list.slice(from, last).filter(statement => !late.includes(statement))
  if (!late.includes(moved) || !areIndependent(late, passed)) return []
  if (isCertain && first.call !== site?.call && !areFixed(late, evidence, before)) return []
  const { source } = first
  return [
    insertion(source, before.start ?? 0, textBefore(source, before, late)),
    ...late.map(statement => removeStatement(source, statement)),
  ]
}

// `res.status(200).json(body)`: a status that was set before would not count.
function setsStatus({ source, call }: SyntaxPosition): boolean {
  const chain = source.text.slice(call?.start ?? 0, call?.end ?? 0)
  return /\.(status|code|sendStatus|redirect|writeHead(er)?)\b/.test(chain)
}

function textBefore(source: SourceFile, before: Statement, late: readonly Statement[]): string {
  const texts = late.map(({ start, end }) => source.text.slice(start ?? 0, end ?? 0))
  const start = before.start ?? 0
  const line = source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start)
  if (line.trim() !== '') return texts.map(text => `${text.replace(/;$/, '')}; `).join('')
  return texts.map(text => text + lineEndOf(source) + indentOf(source, before)).join('')
}

// What comes after the late header may be late, too: Node has only refused the first.
function isLate({ source, call, offset }: SyntaxPosition, statement: Statement): boolean {
  const expression = expressionOf(statement)
  if (expression?.type === 'AssignmentExpression') return contains(statement, offset)
  if (!isCall(expression) || call === null || rootOf(source, expression) !== rootOf(source, call))
    return false
  return expression === call || isHeaderMethod(nameOfCall(expression) ?? '')
}

// A value may depend on what happens between the response and the header.
function areIndependent(late: readonly Statement[], passed: readonly Statement[]): boolean {
  const isFixed = late.every(hasOnlyLiterals)
  const changed = passed.flatMap(statement => [...declaredIn(statement), ...assignedIn(statement)])
  const used = late.flatMap(statement => identifiersIn(statement))
  if (used.some(name => changed.includes(name))) return false
  return isFixed || passed.slice(1).every(isLogging)
}

function hasOnlyLiterals(statement: Statement): boolean {
  const expression = expressionOf(statement)
  if (expression?.type === 'AssignmentExpression') return expression.right.type === 'NumericLiteral'
  return isCall(expression) && expression.arguments.every(isLiteral)
}

// What the rest of the middlewares does may be what a value is made of; how long a helper takes may be one.
function areFixed(late: readonly Statement[], { next, second }: Evidence, before: Statement): boolean {
  const isAwaited = before.type === 'ExpressionStatement' && before.expression.type === 'AwaitExpression'
  const isOnwards = next.first !== null || isAwaited
  if (isOnwards || second === null) return late.every(hasOnlyPlainValues)
  const text = ({ start, end }: Statement) => second.source.text.slice(start ?? 0, end ?? 0)
  return !late.some(statement => /\b(Date|now|hrtime|performance|uptime)\b/.test(text(statement)))
}

function hasOnlyPlainValues(statement: Statement): boolean {
  if (hasOnlyLiterals(statement)) return true
  const expression = expressionOf(statement)
  return (
    isCall(expression) && expression.arguments.every(each => each.type === 'Identifier' || isLiteral(each))
  )
}

function isLiteral(node: Node): boolean {
  if (node.type === 'ObjectExpression')
    return node.properties.every(
      property => property.type === 'ObjectProperty' && !property.computed && isLiteral(property.value),
    )
  return /Literal$/.test(node.type) && node.type !== 'TemplateLiteral'
}

function declaredIn(statement: Statement): string[] {
  if (statement.type === 'VariableDeclaration') return statement.declarations.flatMap(({ id }) => namesIn(id))
  return /Declaration$/.test(statement.type) && 'id' in statement && statement.id != null
    ? namesIn(statement.id)
    : []
}

function assignedIn(statement: Statement): string[] {
  const expression = expressionOf(statement)
  return expression?.type === 'AssignmentExpression' ? identifiersIn(expression.left) : []
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
