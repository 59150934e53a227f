import { existsSync, readFileSync, statSync } from 'node:fs'

/** When this process began, in milliseconds since the epoch. */
export const processStart = Date.now() - process.uptime() * 1000

/** Bytes beyond which a file is not read: it would hold up the process. */
const maxBytes = 64 * 1024 * 1024

/** The content of a file on disk; `null` when it has gone, is no file or is too large. */
export function readBytes(file: string): Buffer | null {
  try {
    const stat = statSync(file)
    return stat.isFile() && stat.size <= maxBytes ? readFileSync(file) : null
  } catch {
    return null
  }
}

/** The size of a file in bytes; 0 where there is none. */
export function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

/** A stamp that changes whenever a file is written; empty where there is no such file. */
export function stampOf(file: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true })
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`
  } catch {
    return ''
  }
}

/** Whether there is such a file. Under Node's permission model the check itself may be refused: then `false`. */
export function isThere(file: string): boolean {
  try {
    return existsSync(file)
  } catch {
    return false
  }
}

/** Whether a file is there and has not been changed since the process began. */
export function isUnchanged(file: string, start: number = processStart): boolean {
  try {
    const { mtimeMs, ctimeMs } = statSync(file)
    // Unpacking or deploying a file may restore its modification time, but never the time of the inode.
    return Math.max(mtimeMs, ctimeMs) <= start
  } catch {
    return false
  }
}

/** Milliseconds in which the files of one package are unpacked, in whatever order. */
const unpackedWithin = 60_000

/** Whether a file that was made from `source` may have been made from an earlier text of it. */
export function isOlder(file: string, source: string): boolean {
  try {
    const tolerance = /[\\/]node_modules[\\/]/.test(source) ? unpackedWithin : 0
    return statSync(file).mtimeMs + tolerance < statSync(source).mtimeMs
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
