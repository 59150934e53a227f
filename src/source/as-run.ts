import type { CallSite } from './call-site'
import { isUnchanged, readText, versionOf } from './disk'

/**
 * Whether V8 runs what is on disk in a call's file, so that the call's position is one in that file. `false` for what was
 * compiled or instrumented on its way from the disk; `null` where the file has gone or been edited, and nobody can tell.
 */
export function isAsRun(call: CallSite, start?: number): boolean | null {
  const version = versionOf(call.file)
  if (version === null) return null
  if (call.hash === version.hash) return true
  if (!isUnchanged(call.file, start)) return null
  if (call.offset === null) return /\.[cm]?js$/.test(call.file) ? true : null
  return isStripped(call) && call.offset === offsetOf(readText(call.file) ?? '', call)
}

// Node's own type stripping leaves every character in its place. On the first line any code seems to.
function isStripped({ file, line }: CallSite): boolean {
  const { typescript } = process.features as { typescript?: unknown }
  return typescript === 'strip' && /\.[cm]?ts$/.test(file) && line > 1
}

// What ends a line for V8.
const lineEnd = /\r\n|[\n\r\u2028\u2029]/g

/** The lines of a text, as V8 counts them. */
export function linesIn(text: string): string[] {
  return text.split(lineEnd)
}

function offsetOf(text: string, { line, column }: CallSite): number {
  let [start, number] = [0, 1]
  for (const end of text.matchAll(lineEnd)) {
    if (number === line) break
    start = end.index + end[0].length
    number++
  }
  return number === line ? start + column - 1 : Number.NaN
}
