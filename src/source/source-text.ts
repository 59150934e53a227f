import { isAbsolute } from 'node:path'
import { isAsRun, linesIn } from './as-run'
import { isLarge, isOlder, isUnchanged, readText } from './disk'
import type { SourcePosition } from './source-position'

/**
 * The author's text of the file that a frame is in, or `null` where it cannot be shown for sure: gone, changed on disk since
 * it was compiled or loaded, too large to be looked through, or without the frame's position.
 */
export function textOf(frame: SourcePosition, start?: number): string | null {
  const text = frame.text ?? (isOnDisk(frame, start) ? readText(frame.path) : null)
  if (text === null) return null
  return frame.column <= (linesIn(text)[frame.line - 1] ?? '').length ? text : null
}

/** The lines of that text. */
export function linesOf(frame: SourcePosition, start?: number): string[] | null {
  const text = textOf(frame, start)
  return text === null ? null : linesIn(text)
}

function isOnDisk({ path, call, isMapped }: SourcePosition, start?: number): boolean {
  if (!isAbsolute(path) || isLarge(path)) return false
  return isMapped ? isUnchanged(path, start) && !isOlder(call.file, path) : isAsRun(call, start) === true
}
