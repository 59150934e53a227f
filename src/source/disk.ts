import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'

/** When this process began, in milliseconds since the epoch. */
const processStart = Date.now() - process.uptime() * 1000

/** Bytes beyond which a file is not read: it would hold up the process. */
const maxBytes = 64 * 1024 * 1024

/** Bytes beyond which no lines of a file are looked for: each look takes milliseconds for each of its megabytes. */
const maxBytesToSearch = 4 * 1024 * 1024

/** Whether a file is so large that its lines are not looked for. */
export function isLarge(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxBytesToSearch
}

/** What is remembered of a file's text. */
export interface Version {
  /** SHA-256 in hexadecimal, which is what V8 keeps of a script's text. */
  readonly hash: string
  /** What its `sourceMappingURL` comment says. */
  readonly mapUrl: string | null
}

const versions = new Map<string, { stamp: string; version: Version }>()

// https://tc39.es/ecma426/#sec-linking-generated-code: the last one counts.
const mapComment = /^[^'"`\n]*?\/[/*][#@]\s*sourceMappingURL=([^\s'"`*]+)\s*(?:\*\/\s*)?$/gm

/** The version of a file that is on disk now, or `null` when it has gone, is no text or is too large. */
export function versionOf(file: string): Version | null {
  const stamp = stampOf(file)
  const known = versions.get(file)
  if (known !== undefined && known.stamp === stamp) return known.version
  const text = readText(file)
  if (text === null) return null
  const version = {
    hash: createHash('sha256').update(text).digest('hex'),
    mapUrl: [...text.matchAll(mapComment)].at(-1)?.[1] ?? null,
  }
  if (versions.size >= 1000) versions.clear()
  versions.set(file, { stamp, version })
  return version
}

function stampOf(file: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(file)
    return `${ino} ${size} ${mtimeMs} ${ctimeMs}`
  } catch {
    return ''
  }
}

/** Whether there is such a file, as far as we may know: under Node's permission model the question itself may be refused. */
export function isThere(file: string): boolean {
  try {
    return existsSync(file)
  } catch {
    return false
  }
}

/** The text of a file on disk, or `null` when it has gone, is no text or is too large. */
export function readText(file: string): string | null {
  try {
    const stat = statSync(file)
    return stat.isFile() && stat.size <= maxBytes ? readFileSync(file, 'utf8') : null
  } catch {
    return null
  }
}

/** Whether a file is there and has not been changed since the process began. */
export function isUnchanged(file: string, start: number = processStart): boolean {
  try {
    const { mtimeMs, ctimeMs } = statSync(file)
    // What unpacks or deploys a file may give it the time that it had elsewhere, but never the inode's.
    return Math.max(mtimeMs, ctimeMs) <= start
  } catch {
    return false
  }
}

/** Whether a file that was made from `source` may have been made from an earlier text of it. */
export function isOlder(file: string, source: string): boolean {
  try {
    return statSync(file).mtimeMs < statSync(source).mtimeMs
  } catch {
    return false
  }
}

/** The process's working directory; the root where it has been removed. */
export function workingDirectory(): string {
  try {
    return process.cwd()
  } catch {
    return '/'
  }
}
