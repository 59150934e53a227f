import { isAbsolute } from 'node:path'
import { isAsRun, linesIn } from './as-run'
import { isOlder, isUnchanged, readText } from './disk'
import type { Frame } from './frame'

/**
 * The author's lines of the file that a frame is in, or `null` where they cannot be shown for sure: gone, changed on disk
 * since they were compiled or loaded, or without the frame's position.
 */
export function linesOf(frame: Frame, start?: number): string[] | null {
  const text = frame.text ?? (isOnDisk(frame, start) ? readText(frame.path) : null)
  if (text === null) return null
  const lines = linesIn(text)
  const isThere = frame.column <= (lines[frame.line - 1] ?? '').length
  return isThere ? lines : null
}

function isOnDisk({ path, call, isMapped }: Frame, start?: number): boolean {
  if (!isAbsolute(path)) return false
  return isMapped ? isUnchanged(path, start) && !isOlder(call.file, path) : isAsRun(call, start) === true
}
