import { isAbsolute } from 'node:path'
import type { CallSite } from './call-site'
import { isOlder } from './disk'
import { FileText } from './file-text'
import { type PackageDescription, packageIn } from './package-description'
import { RecentCache } from './recent-cache'
import { SourceFiles } from './source-files'
import type { Original } from './source-map'
import { type OnUnusable, SourceMaps } from './source-maps'
import type { Steps } from './steps'
import { isTooLong, type SourceFile } from './syntax-tree'
import { SyntaxTrees } from './syntax-trees'

/** The author's file of a call, read when it is asked for. */
export interface Source {
  /** What it says; `null` where that is not certain: gone, changed since it was compiled or loaded, too large. */
  readonly content: FileText | null
  /** Its syntax around a position; `null` where it does not parse. */
  treeAt(line: number, column: number): SourceFile | null
  /** Whether it is left unparsed for its length. */
  readonly isTooLong: boolean
}

/**
 * What files say: text, source map and syntax, each kept by content. A file that is edited and loaded again is read anew, and
 * what is known of its earlier text stays with that. What was asked for least recently is forgotten.
 */
export class Sources {
  readonly #files: SourceFiles
  readonly #maps: SourceMaps
  readonly #trees = new SyntaxTrees()
  readonly #packages = new RecentCache<PackageDescription>(2000)

  /** @param start when the process began, in milliseconds since the epoch. */
  constructor(onUnusable: OnUnusable = () => {}, start?: number) {
    this.#files = new SourceFiles(start)
    this.#maps = new SourceMaps(this.#files, onUnusable)
  }

  /** What a package in a folder says of itself; of one that says nothing, `name` is all. */
  packageIn(folder: string, name: string): PackageDescription {
    return this.#packages.get(folder) ?? this.#packages.set(folder, packageIn(folder, name))
  }

  /**
   * Where the author wrote what V8 ran at a call; `null` where no map leads there.
   *
   * @param isHurried whether the application waits: what has not been read yet and is large is left unread.
   */
  originalOf(call: CallSite, isHurried = false): Original | null {
    return this.#maps.originalOf(call, isHurried)
  }

  /** Whether a call's file has a map that leads to packages alone. */
  isOfPackages(call: CallSite): boolean {
    return this.#maps.isOfPackages(call)
  }

  /** Whether V8 runs what is on disk in a call's file; `null` where that is not known. */
  isAsRun(call: CallSite): boolean | null {
    return this.#files.isAsRun(call)
  }

  /**
   * The file that a call was written in.
   *
   * @param file what it is called in reports.
   */
  sourceOf(call: CallSite, path: string, file: string, isMapped: boolean): Source {
    const content = this.#contentOf(call, path, isMapped)
    const treeAt = (line: number, column: number) => {
      const found = content()
      return found?.has(line, column)
        ? this.#trees.treeAt(found, found.offsetOf(line, column), path, file)
        : null
    }
    const isLeft = () => this.#files.isTooLarge(path) || isTooLong(content()?.text ?? '')
    return {
      get content() {
        return content()
      },
      treeAt,
      get isTooLong() {
        return isLeft()
      },
    }
  }

  /** Reads the map of a call's file in pieces, so that it is there when a position is asked for. */
  prepareMap(call: CallSite): Steps {
    return this.#maps.prepare(call)
  }

  // What has been read once stays that text; read again after it was forgotten, it must be the same.
  #contentOf(call: CallSite, path: string, isMapped: boolean): () => FileText | null {
    let hash: string | null | undefined
    return () => {
      if (hash === null) return null
      const known = hash === undefined ? undefined : this.#files.textWith(hash)
      const content = known ?? this.#read(call, path, isMapped)
      if (hash === undefined) hash = content?.hash ?? null
      return content?.hash === hash ? content : null
    }
  }

  #read(call: CallSite, path: string, isMapped: boolean): FileText | null {
    if (isMapped) {
      const text = this.originalOf(call)?.text ?? null
      if (text !== null) return this.#files.keep(new FileText(text))
      return this.#files.isUnchanged(path) && !isOlder(call.file, path) ? this.#files.textOf(path) : null
    }
    const loaded = call.hash === null ? undefined : this.#files.textWith(call.hash)
    if (loaded !== undefined) return loaded
    return isAbsolute(path) && this.isAsRun(call) === true ? this.#files.textOf(path) : null
  }
}
