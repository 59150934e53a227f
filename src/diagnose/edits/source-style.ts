import type { Node } from '@babel/types'
import type { SourceFile } from '../../source/syntax-tree'

/** The white space before the line of a node, as the file has it. */
export function indentOf({ text }: SourceFile, node: Node): string {
  const line = text.slice(text.lastIndexOf('\n', (node.start ?? 0) - 1) + 1)
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}

/** One step of indentation in a file: a tab, or the smallest number of spaces that a line of it has. */
export function indentStepOf({ text }: SourceFile): string {
  if (/^\t/m.test(text)) return '\t'
  const widths = Array.from(text.matchAll(/^( {2,})\S/gm), ([, spaces = '']) => spaces.length)
  return ' '.repeat(widths.length === 0 ? 2 : Math.min(...widths))
}

/** What ends a line in a file. */
export function lineEndOf({ text }: SourceFile): string {
  return /\r\n/.test(text) ? '\r\n' : '\n'
}

/** The semicolon that a statement of a file ends with; empty where it has none. */
export function semicolonOf({ text }: SourceFile, statement: Node): string {
  return text[(statement.end ?? 0) - 1] === ';' ? ';' : ''
}

/** A new line that is indented like a node's. */
export function newLineLike(source: SourceFile, node: Node): string {
  return lineEndOf(source) + indentOf(source, node)
}
