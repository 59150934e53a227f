import type { Statement } from '@babel/types'
import { type Call, expressionOf } from '../../source/syntax-position'
import type { SourceFile } from '../../source/syntax-tree'
import { type Edit, replacement } from './edit'

/** Takes a call out that is a statement, or what a statement returns: `return next()` becomes `return`. `null` where it is neither. */
export function removeCall(source: SourceFile, statement: Statement, call: Call): Edit | null {
  if (expressionOf(statement) === call) return removeStatement(source, statement)
  if (statement.type !== 'ReturnStatement' || statement.argument !== call) return null
  return replacement(source, (statement.start ?? 0) + 'return'.length, call.end ?? 0, '')
}

/** Takes a statement out, with its line where it has one to itself. */
export function removeStatement(source: SourceFile, statement: Statement): Edit {
  const { text } = source
  const [start, end] = [statement.start ?? 0, statement.end ?? 0]
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const lineEnd = text.indexOf('\n', end)
  const before = text.slice(lineStart, start)
  const after = text.slice(end, lineEnd === -1 ? undefined : lineEnd)
  const isAlone = before.trim() === '' && /^\s*(\/\/[^\n]*)?$/.test(after) && lineEnd !== -1
  if (isAlone) return replacement(source, lineStart, lineEnd + 1, '')
  if (before.trim() !== '')
    return replacement(source, start - (/[ \t]*$/.exec(before)?.[0].length ?? 0), end, '')
  return replacement(source, start, end + (/^[ \t]*/.exec(after)?.[0].length ?? 0), '')
}
