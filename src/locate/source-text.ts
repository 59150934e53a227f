import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Frame } from './frame'
import { readText } from './source-map'

/** When this process began, in milliseconds since the epoch. */
const began = Date.now() - process.uptime() * 1000

/**
 * The author's text of the file that a frame is in, or `null` where it cannot be shown for sure: gone, or changed on disk
 * since the process began and so perhaps no longer what is running.
 */
export function textOf(frame: Frame, start: number = began): string | null {
  if (frame.text !== null) return frame.text
  return isAbsolute(frame.path) && isUnchanged(frame.path, start) ? readText(frame.path) : null
}

/** The lines of that text. */
export function linesOf(frame: Frame, start: number = began): string[] | null {
  return textOf(frame, start)?.split(/\r\n|[\n\r\u2028\u2029]/) ?? null
}

function isUnchanged(path: string, start: number): boolean {
  try {
    return statSync(path).mtimeMs <= start
  } catch {
    return false
  }
}
