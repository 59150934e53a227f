import { findSourceMap, type SourceMap, type SourceMapPayload } from 'node:module'
import { isAbsolute } from 'node:path'
import { isAsRun } from './as-run'
import { authorFileOf } from './author-file'
import type { CallSite } from './call-site'
import { versionOf } from './disk'
import { diskMapOf } from './disk-map'

/** A position in the file that the author wrote. */
export interface Original {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The author's text, where the map carries it. */
  readonly text: string | null
}

/** Gets one line about each file whose map cannot be used. */
export type OnUnusable = (message: string) => void

const unusable = new Set<string>()

/**
 * Where the author wrote what V8 ran at a call; `null` where no map tells. The map that the file on disk names is asked
 * first, if that file is what V8 runs. Then Node's own cache: it has the maps of loaders that compile in memory (tsx). Then
 * source-map-support, to which other loaders hand theirs.
 */
export function originalOf(call: CallSite, onUnusable: OnUnusable = () => {}): Original | null {
  if (!isAbsolute(call.file) || unusable.has(call.file)) return null
  try {
    return fromDisk(call) ?? fromNode(call) ?? fromLoader(call)
  } catch (error) {
    unusable.add(call.file)
    const reason = error instanceof Error ? error.message : String(error)
    onUnusable(
      `the source map of ${call.file} cannot be used (${reason}); its positions are those of the generated code`,
    )
    return null
  }
}

function fromDisk(call: CallSite): Original | null {
  // What is on disk may be a later build than the one that runs.
  const found = isAsRun(call) === true ? diskMapOf(call.file) : null
  return found === null ? null : lookUp(found.map, call, found.directory)
}

function fromNode(call: CallSite): Original | null {
  const map = findSourceMap(call.file)
  return map === undefined ? null : lookUp(map, call)
}

function lookUp(map: SourceMap, call: CallSite, directory?: string): Original | null {
  const { line, column, file } = call
  const entry = map.findEntry(line - 1, column - 1)
  // Node hands out the last entry before the position, even one of an earlier line, and one that leads nowhere.
  if (!('originalSource' in entry) || entry.generatedLine !== line - 1) return null
  const { originalSource: source, originalLine, originalColumn } = entry
  if (typeof source !== 'string') return null
  const { sourceRoot } = map.payload
  const rooted = sourceRoot ? `${sourceRoot.replace(/\/$/, '')}/${source}` : source
  return {
    file: authorFileOf(rooted, file, directory),
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

function fromLoader(call: CallSite): Original | null {
  const { file, line, column } = call
  // No loader has touched it, or it names a map of its own, which has been looked at.
  if (isAsRun(call) === true || versionOf(file)?.mapUrl != null) return null
  // Required here, on the first conflict, and not bundled: ts-node redirects this very request to its own.
  const support: typeof import('source-map-support') = require('source-map-support')
  const found = support.mapSourcePosition({ source: file, line, column: column - 1 })
  if (found.source === file && found.line === line && found.column === column - 1) return null
  return {
    file: authorFileOf(found.source, file),
    line: found.line,
    column: found.column + 1,
    text: null,
  }
}
