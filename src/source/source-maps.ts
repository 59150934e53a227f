import { dirname, isAbsolute } from 'node:path'
import { getHeapStatistics } from 'node:v8'
import { resolveName } from './author-file'
import type { CallSite } from './call-site'
import { readBytes, sizeOf, stampOf } from './disk'
import { filePathOf } from './file-path'
import { LoadedScripts } from './loaded-scripts'
import { fromLoader, fromNode } from './loader-map'
import { dataIn, mapUrlIn } from './map-comment'
import { RecentCache } from './recent-cache'
import type { SourceFiles } from './source-files'
import { type Original, SourceMap } from './source-map'
import { runAll, type Steps } from './steps'

/** Bytes beyond which a map is not read. */
const maxMapBytes = 48 * 1024 * 1024

/** Bytes of maps that are kept. */
const maxKeptBytes = 32 * 1024 * 1024

/** Bytes of memory that it takes at most to read a map, for each byte of it: its bytes, its text, what the text says. */
const bytesPerMapByte = 6

/** Bytes of a file and of its map up to which they are read where the application waits: some 10 ms. */
const maxHurriedBytes = 512 * 1024

/** Gets one line about each file whose map cannot be used. */
export type OnUnusable = (message: string) => void

/** The source maps of the files that run. */
export class SourceMaps {
  readonly #files: SourceFiles
  readonly #onUnusable: OnUnusable
  readonly #scripts = new LoadedScripts()
  readonly #maps = new RecentCache<SourceMap>(50, maxKeptBytes)
  readonly #unusable = new RecentCache<true>(1000)

  constructor(files: SourceFiles, onUnusable: OnUnusable) {
    this.#files = files
    this.#onUnusable = onUnusable
  }

  /**
   * Where the author wrote what V8 ran at a call; `null` where no map leads there. The map that the file on disk names counts, if
   * that file is what V8 runs. Else Node's own cache: it has the maps of loaders that compile in memory (tsx). Then the map that
   * the script carries, and those that loaders hand out.
   *
   * @param isHurried whether the application waits: what has not been read yet and is large is left unread.
   */
  originalOf(call: CallSite, isHurried = false): Original | null {
    const { file } = call
    if (!isReadable(call) || (isHurried && this.#isSlow(file))) return null
    const isAsRun = this.#files.isAsRun(call) === true
    const version = this.#files.versionOf(file)
    const key = `${isAsRun ? version?.hash : call.hash} ${file}`
    if (this.#unusable.get(key)) return null
    try {
      // What is on disk may be a later build than the one that runs.
      const map = isAsRun ? runAll(this.#read(file)) : null
      if (map !== null) return map.find(call.line, call.column)
      const known = fromNode(call)
      if (known !== null) return known
      const isAvailable = !isAsRun && (!isHurried || this.#scripts.isKnown(call))
      const carried = isAvailable ? this.#carriedBy(call) : null
      if (carried !== null) return carried.find(call.line, call.column)
      // No loader has touched it, or it names a map of its own, which is not there.
      return isAsRun || version?.mapUrl != null ? null : fromLoader(call)
    } catch (error) {
      this.#unusable.set(key, true)
      const reason = error instanceof Error ? error.message : String(error)
      this.#onUnusable(
        `the source map of ${file} cannot be used (${reason}); its positions are those of the generated code`,
      )
      return null
    }
  }

  /** Whether the file that V8 runs at a call names a map in which every source is one of a package. */
  isOfPackages(call: CallSite): boolean {
    if (!isAbsolute(call.file) || this.#files.isAsRun(call) !== true) return false
    try {
      return runAll(this.#read(call.file))?.isOfPackages ?? false
    } catch {
      return false
    }
  }

  #isSlow(file: string): boolean {
    if (sizeOf(file) > maxHurriedBytes && !this.#files.isKnown(file)) return true
    const { hash, mapUrl } = this.#files.versionOf(file) ?? { hash: '', mapUrl: null }
    const path = mapUrl === null || mapUrl === 'data:' ? file : mapFileOf(file, mapUrl)
    const isKnown = path !== null && this.#maps.get(keyOf(hash, file, path)) !== undefined
    return path !== null && !isKnown && sizeOf(path) > maxHurriedBytes
  }

  /** Reads the map of a call's file in pieces, so that it is there when a position is asked for. */
  *prepare(call: CallSite): Steps {
    if (!isReadable(call)) return
    try {
      yield* this.#files.readVersion(call.file)
      const isAsRun = this.#files.isAsRun(call) === true
      if (!isAsRun && !this.#scripts.isKnown(call)) yield
      const map = isAsRun ? yield* this.#read(call.file) : this.#carriedBy(call)
      if (map !== null) yield* map.index()
    } catch {
      // It is reported when a position is asked for.
    }
  }

  /** The map in the script that V8 runs; `null` where it carries none. */
  #carriedBy(call: CallSite): SourceMap | null {
    const url = this.#scripts.mapUrlOf(call)
    if (url === null) return null
    const key = `${call.hash} ${call.file}`
    const text = dataIn(url)
    return this.#maps.get(key) ?? this.#maps.set(key, new SourceMap(payloadIn(text), call.file), text.length)
  }

  *#read(file: string): Steps<SourceMap | null> {
    const { hash, mapUrl } = this.#files.versionOf(file) ?? { hash: '', mapUrl: null }
    const path = mapUrl === null ? null : mapUrl === 'data:' ? file : mapFileOf(file, mapUrl)
    if (path === null) return null
    const key = keyOf(hash, file, path)
    const known = this.#maps.get(key)
    if (known !== undefined) return known

    refuseTooLarge(path, sizeOf(path))
    const bytes = readBytes(path)
    if (bytes === null) return null
    const isLarge = bytes.length > maxHurriedBytes
    if (isLarge) yield
    const text = path === file ? dataIn(mapUrlIn(bytes) ?? '') : bytes.toString()
    if (isLarge) yield
    const payload = payloadIn(text)
    if (isLarge) yield
    return this.#maps.set(key, new SourceMap(payload, file, dirname(path)), text.length)
  }
}

// What bundlers evaluate is named like a URL. Code of a template engine or of `node -e` is in no file, and may be made anew for each
// request: it is not worth asking for.
function isReadable({ file, hash }: CallSite): boolean {
  return isAbsolute(file) || (hash !== null && /^[\w-]{2,}:/.test(file) && !file.startsWith('node:'))
}

// A first line `)]}'` keeps browsers from running a map as a script.
function payloadIn(text: string): unknown {
  return JSON.parse(text.replace(/^\)\]\}'.*/, ''))
}

// By content: of a map in a file of its own, by what changes with its content.
function keyOf(hash: string, file: string, path: string): string {
  return `${hash} ${file} ${path === file ? '' : stampOf(path)}`
}

// `null` for one that is somewhere on the web.
function mapFileOf(file: string, url: string): string | null {
  if (/^\w{2,}:/.test(url) && !url.startsWith('file:')) return null
  return resolveName(dirname(file), filePathOf(url))
}

// A process that runs with little memory must not die of its report.
function refuseTooLarge(path: string, size: number): void {
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics()
  if (size > maxMapBytes || size * bytesPerMapByte > limit - used)
    throw new Error(`${path} has ${Math.round(size / 1024 / 1024)} MB`)
}
