import { findSourceMap, type SourceMapPayload } from 'node:module'
import { authorFileOf } from './author-file'
import type { CallSite } from './call-site'
import { printedPositionOf } from './printed-position'
import type { Original } from './source-map'

/** The position by the map that Node itself has of a file (`--enable-source-maps`, and loaders that hand theirs over). */
export function fromNode({ line, column, file }: CallSite): Original | null {
  const map = findSourceMap(file)
  const entry = map?.findEntry(line - 1, column - 1)
  // Node hands out the last entry before the position, even one of an earlier line, and one that leads nowhere.
  if (map === undefined || entry === undefined || !('originalSource' in entry)) return null
  if (entry.generatedLine !== line - 1) return null
  const { originalSource: source, originalLine, originalColumn } = entry
  if (typeof source !== 'string') return null
  const { sourceRoot } = map.payload
  const rooted = sourceRoot ? `${sourceRoot.replace(/\/$/, '')}/${source}` : source
  return {
    file: authorFileOf(rooted, file),
    line: originalLine + 1,
    column: originalColumn + 1,
    text: textIn(map.payload, source),
  }
}

/** A map may be made of others, for the parts of a bundle. */
interface Payload extends Partial<SourceMapPayload> {
  sections?: { map: Payload }[]
}

function textIn({ sources, sourcesContent, sections }: Payload, source: string): string | null {
  const text = sourcesContent?.[sources?.indexOf(source) ?? -1]
  if (text != null) return text
  for (const { map } of sections ?? []) {
    const text = textIn(map, source)
    if (text !== null) return text
  }
  return null
}

/**
 * The position by what loaders hand out: to source-map-support, as ts-node does, or to the stacks that the process prints, as those
 * do that bring another copy of it, or their own.
 */
export function fromLoader(call: CallSite): Original | null {
  const { file, line, column } = call
  // Required here, on the first conflict, and not bundled: ts-node redirects this `require` to its own copy.
  const support: typeof import('source-map-support') = require('source-map-support')
  const supported = support.mapSourcePosition({ source: file, line, column: column - 1 })
  const found = { file: supported.source, line: supported.line, column: supported.column + 1 }
  if (!isAt(call, found)) return originalAt(found, call)
  const printed = printedPositionOf(call)
  return printed === null || isAt(call, printed) ? null : originalAt(printed, call)
}

type Position = Pick<Original, 'file' | 'line' | 'column'>

function isAt(call: CallSite, { file, line, column }: Position): boolean {
  return call.file === file && call.line === line && call.column === column
}

function originalAt({ file, line, column }: Position, call: CallSite): Original {
  return { file: authorFileOf(file, call.file), line, column, text: null }
}
