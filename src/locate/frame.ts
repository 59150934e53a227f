import { isAbsolute, sep } from 'node:path'
import { isAsRun } from '../source/as-run'
import type { CallSite } from '../source/call-site'
import { workingDirectory } from '../source/disk'
import { type OnUnusable, originalOf } from '../source/source-map'
import type { SourcePosition } from '../source/source-position'
import { insideOf, type Owner, ownerOf } from './owner'

/** One call on the way to a send, at its position in the file that the author wrote. */
export type Frame = Owner &
  SourcePosition & {
    readonly function: string
    /** Whether line and column are not the author's, but those of code that was made from the file and has no map. */
    readonly isGenerated: boolean
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
