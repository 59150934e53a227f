import { authorFileOf } from './author-file'
import { Mappings } from './mappings'
import type { Steps } from './steps'

/** A position in the file that the author wrote. Line and column count from 1. */
export interface Original {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The author's text, where the map carries it. */
  readonly text: string | null
}

/** A source map as JSON has it. One for a bundle's parts consists of others: https://tc39.es/ecma426/ */
interface Payload {
  readonly sources?: unknown
  readonly sourcesContent?: unknown
  readonly sourceRoot?: unknown
  readonly mappings?: unknown
  readonly sections?: unknown
}

interface Section {
  /** Where its part of the generated code begins, counted from 0. */
  readonly line: number
  readonly column: number
  readonly map: SourceMap
}

/** A source map, searched position by position. */
export class SourceMap {
  readonly #generated: string
  readonly #directory: string | undefined
  readonly #sources: readonly unknown[]
  readonly #texts: readonly unknown[]
  readonly #root: string
  readonly #mappings: Mappings
  readonly #sections: readonly Section[]
  readonly #files = new Map<number, string>()

  /**
   * @param generated the file whose map it is.
   * @param directory what the sources' names are relative to; that of `generated` by default.
   * @throws {Error} where it is no source map.
   */
  constructor(payload: unknown, generated: string, directory?: string) {
    if (typeof payload !== 'object' || payload === null) throw new Error('it is no source map')
    const { sources, sourcesContent, sourceRoot, mappings, sections } = payload as Payload
    const isIndex = Array.isArray(sections)
    if (!isIndex && mappings === undefined) throw new Error('it has no mappings')
    if (!isIndex && !Array.isArray(sources)) throw new Error('it has no sources')
    this.#generated = generated
    this.#directory = directory
    this.#sources = Array.isArray(sources) ? sources : []
    this.#texts = Array.isArray(sourcesContent) ? sourcesContent : []
    this.#root =
      typeof sourceRoot === 'string' && sourceRoot !== '' ? `${sourceRoot.replace(/\/$/, '')}/` : ''
    this.#mappings = new Mappings(typeof mappings === 'string' ? mappings : '')
    this.#sections = isIndex ? sections.map(section => sectionOf(section, generated, directory)) : []
  }

  /** Whether it has sources, and each is one of an installed package. */
  get isOfPackages(): boolean {
    const names = this.#sources.filter(source => typeof source === 'string')
    return names.length > 0 && names.every(source => /(?:^|[\\/])node_modules[\\/]/.test(source))
  }

  /** Reads all of it in pieces, so that later searches need not. */
  *index(): Steps {
    yield* this.#mappings.index()
    for (const { map } of this.#sections) yield* map.index()
  }

  /** Where the author wrote what is at a position of the generated code; `null` where the map does not lead there. */
  find(line: number, column: number): Original | null {
    const section = this.#sections.findLast(
      part => part.line < line - 1 || (part.line === line - 1 && part.column < column),
    )
    if (section !== undefined) {
      const isFirstLine = section.line === line - 1
      return section.map.find(line - section.line, column - (isFirstLine ? section.column : 0))
    }
    const found = this.#mappings.find(line - 1, column - 1)
    const file = found === null ? null : this.#fileOf(found.source)
    if (found === null || file === null) return null
    const text = this.#texts[found.source]
    return {
      file,
      line: found.line + 1,
      column: found.column + 1,
      text: typeof text === 'string' ? text : null,
    }
  }

  // Cached, because resolving a name searches folders.
  #fileOf(index: number): string | null {
    const known = this.#files.get(index)
    if (known !== undefined) return known
    const source = this.#sources[index]
    if (typeof source !== 'string') return null
    const file = authorFileOf(this.#root + source, this.#generated, this.#directory)
    this.#files.set(index, file)
    return file
  }
}

function sectionOf(section: unknown, generated: string, directory: string | undefined): Section {
  const { offset, map } = section as { offset?: { line?: unknown; column?: unknown }; map?: unknown }
  return {
    line: Number(offset?.line),
    column: Number(offset?.column),
    map: new SourceMap(map, generated, directory),
  }
}
