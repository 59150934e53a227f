import type { CallSite } from './call-site'
import { isUnchanged, processStart, readBytes, sizeOf, stampOf } from './disk'
import { FileText, hashOf } from './file-text'
import { mapUrlIn } from './map-comment'
import { RecentCache } from './recent-cache'
import { runAll, type Steps } from './steps'

/** Bytes beyond which the text of a file is not read. */
const maxTextBytes = 16 * 1024 * 1024

/** Bytes of texts that are kept. */
const maxKeptBytes = 16 * 1024 * 1024

/** Bytes beyond which reading a file and hashing it are two pieces of work, and its text is made when it is asked for. */
const largeBytes = 1024 * 1024

/** What is on disk under a name, as it was last read. */
export interface Version {
  readonly stamp: string
  /** SHA-256 in hexadecimal. */
  readonly hash: string
  /** What its `sourceMappingURL` comment says; `data:` for a map that is in the file itself. */
  readonly mapUrl: string | null
}

/** The files on disk, by name and by content. */
export class SourceFiles {
  readonly #start: number
  readonly #versions = new RecentCache<Version>(2000)
  readonly #texts = new RecentCache<FileText>(500, maxKeptBytes)

  /** @param start when the process began, in milliseconds since the epoch: what has not changed since is what it has loaded. */
  constructor(start = processStart) {
    this.#start = start
  }

  /** The version that is on disk now; `null` when it has gone, is no file or is too large. */
  versionOf(file: string): Version | null {
    return runAll(this.readVersion(file))
  }

  *readVersion(file: string): Steps<Version | null> {
    const stamp = stampOf(file)
    const known = this.#versions.get(file)
    if (known !== undefined && known.stamp === stamp) return known
    const bytes = readBytes(file)
    if (bytes === null) return null
    const isLarge = bytes.length > largeBytes
    if (isLarge) yield
    const content = withoutByteOrderMark(bytes)
    const hash = hashOf(content)
    if (isLarge) yield
    else if (this.#texts.get(hash) === undefined) this.keep(new FileText(content.toString(), hash))
    const mapUrl = mapUrlIn(content)
    return this.#versions.set(file, { stamp, hash, mapUrl: mapUrl?.startsWith('data:') ? 'data:' : mapUrl })
  }

  /** Whether a file has been read as it is now. */
  isKnown(file: string): boolean {
    return this.#versions.get(file)?.stamp === stampOf(file)
  }

  /** The text that a file has on disk now; `null` where it is not to be read. */
  textOf(file: string): FileText | null {
    const version = this.versionOf(file)
    const known = version === null ? undefined : this.#texts.get(version.hash)
    if (version === null || known !== undefined) return known ?? null
    const bytes = sizeOf(file) > maxTextBytes ? null : readBytes(file)
    return bytes === null
      ? null
      : this.keep(new FileText(withoutByteOrderMark(bytes).toString(), version.hash))
  }

  /** A text that is kept. */
  textWith(hash: string): FileText | undefined {
    return this.#texts.get(hash)
  }

  keep(content: FileText): FileText {
    return this.#texts.set(content.hash, content, content.text.length)
  }

  /** Whether a file is too large for its text to be read. */
  isTooLarge(file: string): boolean {
    return sizeOf(file) > maxTextBytes
  }

  /** Whether a file has not been changed since the process began. */
  isUnchanged(file: string): boolean {
    return isUnchanged(file, this.#start)
  }

  /**
   * Whether V8 runs what is on disk in a call's file, so that the call's position is one in that file. `false` for what was
   * compiled or instrumented after it was read; `null` where the file has gone or been edited, and it is not known.
   */
  isAsRun(call: CallSite): boolean | null {
    const version = this.versionOf(call.file)
    if (version === null) return null
    if (call.hash === version.hash) return true
    if (!this.isUnchanged(call.file)) return null
    if (call.offset === null) return /\.[cm]?js$/.test(call.file) ? true : null
    return isStripped(call) && call.offset === this.textOf(call.file)?.offsetOf(call.line, call.column)
  }
}

// Node's own type stripping leaves every character in its place. On the first line equal offsets prove nothing.
function isStripped({ file, line }: CallSite): boolean {
  const { typescript } = process.features as { typescript?: unknown }
  return typescript === 'strip' && /\.[cm]?ts$/.test(file) && line > 1
}

// Node takes it off before V8 gets a text.
function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}
