import type { SourceFile } from '../../source/syntax-tree'

/** A change to a file that the author wrote: the text between two positions is replaced. Lines and columns count from 1. */
export interface Edit {
  readonly file: string
  readonly start: { readonly line: number; readonly column: number }
  readonly end: { readonly line: number; readonly column: number }
  readonly text: string
}

/** Puts a text at an offset. */
export function insertion(source: SourceFile, offset: number, text: string): Edit {
  return replacement(source, offset, offset, text)
}

/** Puts a text in the place of what stands between two offsets. */
export function replacement(source: SourceFile, start: number, end: number, text: string): Edit {
  return { file: source.file, start: source.positionOf(start), end: source.positionOf(end), text }
}

/** The edits of the first maker that has any. */
export function firstOf(...makers: readonly (() => Edit[])[]): Edit[] {
  for (const make of makers) {
    const edits = make()
    if (edits.length > 0) return edits
  }
  return []
}
