import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Frame } from './frame'
import { readText } from './source-map'

/** When this process began, in milliseconds since the epoch. */
const began = Date.now() - process.uptime() * 1000

/**
 * The author's lines of the file that a frame is in, or `null` where they cannot be shown for sure: gone, or changed on
 * disk since the process began and so perhaps no longer what is running.
 */
export function linesOf(frame: Frame, start: number = began): string[] | null {
  const text =
    frame.text ?? (isAbsolute(frame.path) && isUnchanged(frame.path, start) ? readText(frame.path) : null)
  return text === null ? null : text.split(/\r\n|[\n\r\u2028\u2029]/)
}

function isUnchanged(path: string, start: number): boolean {
  try {
    return statSync(path).mtimeMs <= start
  } catch {
    return false
  }
}
