import type { FileText } from './file-text'
import { RecentCache } from './recent-cache'
import { type ParsedPart, parseAround, type SourceFile } from './syntax-tree'

/** Bytes of memory that a syntax tree takes for each character of its text, about. */
const bytesPerCharacter = 50

/** Bytes of trees that are kept. */
const maxKeptBytes = 32 * 1024 * 1024

/** The parts of one text that were parsed. */
interface Parsed {
  readonly parts: ParsedPart[]
  bytes: number
}

/** The syntax of files, by their content. */
export class SyntaxTrees {
  readonly #recent = new RecentCache<Parsed>(100, maxKeptBytes)
  // While a caller is at work, the nodes of one position are the same each time, whatever is forgotten meanwhile.
  readonly #weak = new RecentCache<WeakRef<Parsed>>(1000)

  /** The tree around an offset; `null` where the text does not parse or is too long to. */
  treeAt(content: FileText, offset: number, path: string, file: string): SourceFile | null {
    const key = `${content.hash} ${path} ${file}`
    const parsed = this.#recent.get(key) ?? this.#weak.get(key)?.deref() ?? { parts: [], bytes: 0 }
    let part = parsed.parts.find(({ start, end }) => start <= offset && offset < end)
    if (part === undefined) {
      part = parseAround(content, offset, path, file)
      parsed.parts.push(part)
      parsed.bytes += (part.end - part.start) * (part.tree === null ? 0 : bytesPerCharacter)
      this.#weak.set(key, new WeakRef(parsed))
    }
    this.#recent.set(key, parsed, parsed.bytes)
    return part.tree
  }
}
