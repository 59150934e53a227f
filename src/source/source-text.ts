import type { SourcePosition } from './source-position'

/**
 * The author's text of the file that a frame is in, or `null` where it cannot be shown for sure: gone, changed on disk since
 * it was compiled or loaded, too large, or without the frame's position.
 */
export function textOf({ source, line, column }: SourcePosition): string | null {
  const { content } = source
  return content?.has(line, column) ? content.text : null
}

/** The lines of that text. */
export function linesOf({ source, line, column }: SourcePosition): readonly string[] | null {
  const { content } = source
  return content?.has(line, column) ? content.lines : null
}

/** Whether a frame's file was left unparsed for its length. */
export function isLeftUnparsed({ source, line, column }: SourcePosition): boolean {
  return source.isTooLong && source.treeAt(line, column) === null
}
