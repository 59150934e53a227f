import { readFileSync, statSync } from 'node:fs'
import { findSourceMap, type SourceMap } from 'node:module'
import { dirname, isAbsolute, resolve, sep } from 'node:path'
import { pathOf } from './path'

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

/** Bytes of generated code or of map beyond which a file stays unmapped: reading more would hold up the process. */
const largest = 64 * 1024 * 1024

const unusable = new Set<string>()

/**
 * Where the author wrote what V8 ran at this position; `null` where no map tells. Node's own cache is asked first: it has
 * the maps of loaders that compile in memory (tsx, and everything under `--enable-source-maps`). Then source-map-support,
 * which reads inline and external maps, and whose place ts-node takes with maps of its own.
 */
export function originalOf(
  file: string,
  line: number,
  column: number,
  onUnusable: OnUnusable = () => {},
): Original | null {
  if (!isAbsolute(file) || unusable.has(file)) return null
  try {
    return fromNode(file, line, column) ?? fromSourceMapSupport(file, line, column)
  } catch (error) {
    unusable.add(file)
    const reason = error instanceof Error ? error.message : String(error)
    onUnusable(
      `the source map of ${file} cannot be used (${reason}); its positions are those of the generated code`,
    )
    return null
  }
}

function fromNode(file: string, line: number, column: number): Original | null {
  const map: SourceMap | undefined = findSourceMap(file)
  const entry = map?.findEntry(line - 1, column - 1)
  if (map === undefined || entry === undefined || !('originalSource' in entry)) return null
  const { payload } = map
  return {
    file: authorFileOf(entry.originalSource),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
    text: payload.sourcesContent?.[payload.sources.indexOf(entry.originalSource)] ?? null,
  }
}

function fromSourceMapSupport(file: string, line: number, column: number): Original | null {
  refuseTooLarge(file)
  // Required here, on the first conflict, and not bundled: ts-node redirects this very request to its own.
  const support: typeof import('source-map-support') = require('source-map-support')
  const found = support.mapSourcePosition({ source: file, line, column: column - 1 })
  if (found.source === file && found.line === line && found.column === column - 1) return null
  return {
    file: authorFileOf(found.source),
    line: found.line,
    column: found.column + 1,
    text: textIn(support, file, found.source),
  }
}

function refuseTooLarge(file: string): void {
  for (const path of [file, `${file}.map`]) {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (size > largest) throw new Error(`${path} has ${Math.round(size / 1024 / 1024)} MB`)
  }
}

// Bundlers name sources `webpack://app/./src/company.js`: the path is from the project's root.
const bundled = /^(?:.*[\\/])?[\w-]+:\/{1,3}[^/]*\/\.?\/?(.*)$/

// Maps name sources by URL; where the name as it stands is no file, the decoded one may be.
function authorFileOf(source: string): string {
  const path = source.startsWith('file:') ? pathOf(source) : source
  const inBundle = sep === '/' && !source.startsWith('file:') ? bundled.exec(path)?.[1] : undefined
  if (inBundle !== undefined) return resolve(inBundle)
  if (!path.includes('%') || statSync(path, { throwIfNoEntry: false }) !== undefined) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const texts = new Map<string, Map<string, string>>()

function textIn(support: typeof import('source-map-support'), file: string, source: string): string | null {
  let known = texts.get(file)
  if (known === undefined) {
    known = textsOf(support, file)
    if (texts.size >= 50) texts.clear()
    texts.set(file, known)
  }
  return known.get(source) ?? null
}

function textsOf(support: typeof import('source-map-support'), file: string): Map<string, string> {
  const found = support.retrieveSourceMap(file)
  const texts = new Map<string, string>()
  if (found === null) return texts
  const map: { sourceRoot?: string; sources?: string[]; sourcesContent?: (string | null)[] } =
    typeof found.map === 'string' ? JSON.parse(found.map) : found.map
  map.sources?.forEach((source, index) => {
    const text = map.sourcesContent?.[index]
    if (typeof text === 'string')
      texts.set(resolve(dirname(found.url ?? file), map.sourceRoot ?? '', source), text)
  })
  return texts
}

/** The text of a file on disk, or `null` when it has gone, is no text or is too large. */
export function readText(file: string): string | null {
  try {
    if (statSync(file).size > largest) return null
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
