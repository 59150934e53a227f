import type { ExpressionStatement, LogicalExpression, Statement } from '@babel/types'
import type { SourceFile } from '../../source/syntax-tree'
import { statementAfter } from './beside'
import { type Edit, insertion, replacement } from './edit'
import type { Ending } from './ending'
import { indentStepOf, lineEndOf, newLineLike, semicolonOf, startsLine } from './source-style'

/** Ends a function after a statement, with the value of that statement where it may have one. */
export function returnAt(source: SourceFile, last: Statement, ending: Ending): Edit {
  if (ending === 'with the call' && last.type === 'ExpressionStatement')
    return insertion(source, last.start ?? 0, 'return ')
  return statementAfter(source, last, words(ending))
}

/** Ends a function in a branch of one statement. */
export function returnInBranch(source: SourceFile, statement: ExpressionStatement, ending: Ending): Edit[] {
  return ending === 'with the call'
    ? [insertion(source, statement.start ?? 0, 'return ')]
    : asBlock(source, statement, words(ending))
}

/** Makes a block of a branch of one statement, and puts another after it. */
export function asBlock(source: SourceFile, statement: Statement, text: string): Edit[] {
  const [start, end] = [statement.start ?? 0, statement.end ?? 0]
  const semicolon = semicolonOf(source, statement)
  if (!startsLine(source, statement))
    return [
      insertion(source, start, '{ '),
      insertion(source, end, `${semicolon === '' ? '; ' : ' '}${text}${semicolon} }`),
    ]
  // The head of the branch, `if (…)`, is on a line before.
  const head = source.text.slice(0, start).trimEnd().length
  const line = source.text.slice(source.text.lastIndexOf('\n', head - 1) + 1, head)
  const outer = lineEndOf(source) + (/^[ \t]*/.exec(line)?.[0] ?? '')
  return [
    insertion(source, head, ' {'),
    insertion(source, end, `${newLineLike(source, statement)}${text}${semicolon}${outer}}`),
  ]
}

/** Ends a function on the right of an operator: `!user && res.sendStatus(404)` becomes `if (!user) return res.sendStatus(404)`. */
export function returnOnRight(
  source: SourceFile,
  statement: ExpressionStatement,
  { operator, left, right }: LogicalExpression,
  ending: Ending,
): Edit[] {
  const start = statement.start ?? 0
  const between = source.text.slice(left.end ?? 0, right.start ?? 0)
  const [, close, , open] = /^(\)*)(\s*(?:&&|\|\|)\s*)(\(*)$/.exec(between) ?? []
  if (close === undefined || open === undefined || source.text[start] === '(') return []
  const [from, to] = [(left.end ?? 0) + close.length, (right.start ?? 0) - open.length]
  const isSimple = /^(Identifier|CallExpression|MemberExpression)$/.test(left.type)
  const [no, done] = isSimple ? ['!', ''] : ['!(', ')']
  const [before, after] = operator === '||' ? [`if (${no}`, `${done})`] : ['if (', ')']
  if (ending === 'with the call')
    return [insertion(source, start, before), replacement(source, from, to, `${after} return `)]
  const inner = `${newLineLike(source, statement)}${indentStepOf(source)}`
  return [
    insertion(source, start, before),
    replacement(source, from, to, `${after} {${inner}`),
    insertion(
      source,
      statement.end ?? 0,
      `${inner}${words(ending)}${semicolonOf(source, statement)}${newLineLike(source, statement)}}`,
    ),
  ]
}

function words(ending: Ending): string {
  return ending === 'with nothing' ? 'return' : `return ${ending.slice('with '.length)}`
}
