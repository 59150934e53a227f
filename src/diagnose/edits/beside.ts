import type { Statement } from '@babel/types'
import type { SourceFile } from '../../source/syntax-tree'
import { type Edit, insertion } from './edit'
import { newLineLike, semicolonOf, startsLine } from './source-style'

/** Puts a statement after another, on a line of its own where that one has one; what is remarked at its end stays there. */
export function statementAfter(source: SourceFile, statement: Statement, text: string): Edit {
  const end = statement.end ?? 0
  const semicolon = semicolonOf(source, statement)
  if (!startsLine(source, statement))
    return insertion(source, end, `${semicolon === '' ? ';' : ''} ${text}${semicolon}`)
  const remark = /^[ \t]*\/\/[^\r\n]*/.exec(source.text.slice(end))?.[0] ?? ''
  return insertion(source, end + remark.length, `${newLineLike(source, statement)}${text}${semicolon}`)
}

/** Puts a statement before another, on a line of its own where that one has one. */
export function statementBefore(source: SourceFile, statement: Statement, text: string): Edit {
  const isOwnLine = startsLine(source, statement)
  const semicolon = isOwnLine ? semicolonOf(source, statement) : ';'
  const space = isOwnLine ? newLineLike(source, statement) : ' '
  return insertion(source, statement.start ?? 0, `${text}${semicolon}${space}`)
}
