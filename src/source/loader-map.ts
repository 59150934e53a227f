import { findSourceMap, type SourceMapPayload } from 'node:module'
import { types } from 'node:util'
import { authorFileOf } from './author-file'
import type { CallSite } from './call-site'
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
 * The position by what has been handed to source-map-support, as ts-node and others do: to the copy of it that this package has, or
 * to one of those that loaders have brought themselves.
 */
export function fromLoader(call: CallSite): Original | null {
  // Required here, on the first conflict, and not bundled: ts-node redirects this very request to its own.
  const own = positionBy(require('source-map-support'), call)
  if (own !== null) return own
  for (const support of copiesOfSupport()) {
    const found = positionBy(support, call)
    if (found !== null) return found
  }
  return null
}

type Support = Pick<typeof import('source-map-support'), 'mapSourcePosition'>

function positionBy(support: Support, { file, line, column }: CallSite): Original | null {
  const found = support.mapSourcePosition({ source: file, line, column: column - 1 })
  if (found.source === file && found.line === line && found.column === column - 1) return null
  return {
    file: authorFileOf(found.source, file),
    line: found.line,
    column: found.column + 1,
    text: null,
  }
}

// Whatever it is called and wherever it is installed: what it exports is its mark.
function copiesOfSupport(): Support[] {
  return Object.values(require.cache).flatMap(module => {
    const exported: unknown = module?.exports
    if (typeof exported !== 'object' || exported === null || types.isProxy(exported)) return []
    const isSupport = ['mapSourcePosition', 'wrapCallSite'].every(
      name => typeof Object.getOwnPropertyDescriptor(exported, name)?.value === 'function',
    )
    return isSupport ? [exported as Support] : []
  })
}
