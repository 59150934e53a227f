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

/** The semicolon that a statement of a file ends with, or that others of it do where it ends with a block; empty where it has none. */
export function semicolonOf({ text }: SourceFile, statement: Node): string {
  const last = text[(statement.end ?? 0) - 1]
  return last === ';' || (last === '}' && /\);[ \t]*\r?$/m.test(text)) ? ';' : ''
}

/** Whether nothing stands before a node on its line. */
export function startsLine({ text }: SourceFile, node: Node): boolean {
  const start = node.start ?? 0
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === ''
}

/** A new line that is indented like a node's. */
export function newLineLike(source: SourceFile, node: Node): string {
  return lineEndOf(source) + indentOf(source, node)
}
