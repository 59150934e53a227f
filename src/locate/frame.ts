import { isAbsolute, sep } from 'node:path'
import { isAsRun } from '../source/as-run'
import { workingDirectory } from '../source/disk'
import { type OnUnusable, originalOf } from '../source/source-map'
import type { CallSite } from './call-sites'
import { insideOf, type Owner, ownerOf } from './owner'

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
  /** Whether a source map led here. */
  readonly isMapped: boolean
  /** Whether line and column are not the author's, but those of code that was made from the file and has no map. */
  readonly isGenerated: boolean
  readonly call: CallSite
}

/** Finds the author's position of a call, and whose code it is. */
export function frameOf(
  call: CallSite,
  onUnusable?: OnUnusable,
  directory: string = workingDirectory(),
): Frame {
  const generated = ownerOf(call.file, directory)
  // A published package is seen as it was installed; its authors' sources are seldom there to be read.
  const isApp = generated.owner === 'app'
  const original = isApp ? originalOf(call, onUnusable) : null
  const path = original?.file ?? call.file
  return {
    ...(original === null ? generated : ownerOf(path, directory)),
    file: shownFile(path, directory),
    line: original?.line ?? call.line,
    column: original?.column ?? call.column,
    function: call.functionName ?? '<anonymous>',
    path,
    text: original?.text ?? null,
    isMapped: original !== null,
    isGenerated: isApp && original === null && isAbsolute(path) && isAsRun(call) === false,
    call,
  }
}

function shownFile(path: string, directory: string): string {
  return insideOf(path, directory)?.split(sep).join('/') ?? path
}
