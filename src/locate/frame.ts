import { isAbsolute, relative, sep } from 'node:path'
import type { CallSite } from './call-sites'
import { type Owner, ownerOf } from './owner'
import { type OnUnusable, originalOf } from './source-map'

/** One call on the way to a send, at its position in the file that the author wrote. */
export type Frame = Owner & {
  /** Relative to the working directory when inside it. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly function: string
  /** The same file as a path to read it by. */
  readonly path: string
  /** Its text, where a source map carries it. */
  readonly text: string | null
  readonly call: CallSite
}

/** Finds the author's position of a call, and whose code it is. */
export function frameOf(call: CallSite, onUnusable?: OnUnusable, directory: string = process.cwd()): Frame {
  const generated = ownerOf(call.file, directory)
  // A published package is seen as it was installed; its authors' sources are seldom there to be read.
  const original =
    generated.owner === 'app' ? originalOf(call.file, call.line, call.column, onUnusable) : null
  const path = original?.file ?? call.file
  return {
    ...(original === null ? generated : ownerOf(path, directory)),
    file: shownFile(path, directory),
    line: original?.line ?? call.line,
    column: original?.column ?? call.column,
    function: call.functionName ?? '<anonymous>',
    path,
    text: original?.text ?? null,
    call,
  }
}

function shownFile(path: string, directory: string): string {
  if (!isAbsolute(path)) return path
  const inside = relative(directory, path)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/')
}
