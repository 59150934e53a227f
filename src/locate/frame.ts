import { isAbsolute, sep } from 'node:path'
import type { CallSite } from '../source/call-site'
import { isThere, workingDirectory } from '../source/disk'
import { functionNameAt } from '../source/function-name'
import type { Original } from '../source/source-map'
import type { SourcePosition } from '../source/source-position'
import type { Sources } from '../source/sources'
import { type ApplicationScope, insideOf, type Owner, ownerOf } from './owner'

/** One call on the path to a send, at its position in the file that the author wrote. */
export type Frame = Owner &
  SourcePosition & {
    readonly function: string
    /** Whether line and column are not the author's, but those of code that was made from the file and has no map. */
    readonly isGenerated: boolean
  }

/** What a frame is found in. */
interface FrameScope extends ApplicationScope {
  /** Whether the application waits: large files that have not been read yet are left unread. */
  readonly isHurried?: boolean
}

/** Finds the author's position of a call, and whose code it is. */
export function frameOf(call: CallSite, sources: Sources, scope: FrameScope = {}): Frame {
  const { directory = workingDirectory(), program = null, isHurried = false } = scope
  const generated = ownerOf(call.file, sources, { directory, program })
  const isApp = generated.owner === 'app'
  const original = isApp ? originalOf(call, sources, program, isHurried) : null
  const path = original?.file ?? call.file
  const file = shownFile(path, directory)
  const position: SourcePosition = {
    file,
    line: original?.line ?? call.line,
    column: original?.column ?? call.column,
    path,
    source: sources.sourceOf(call, path, file, original !== null),
    isMapped: original !== null,
    call,
  }
  return {
    ...(original === null ? generated : ownerOf(path, sources, { directory, program })),
    ...position,
    function: (original === null || isHurried ? call.functionName : authorNameAt(position)) ?? '<anonymous>',
    isGenerated:
      isApp && original === null && isAbsolute(path) && !isHurried && sources.isAsRun(call) === false,
  }
}

// A published package is seen as it was installed; its authors' sources are seldom there to be read. That of the program
// that runs has them perhaps.
function originalOf(
  call: CallSite,
  sources: Sources,
  program: string | null,
  isHurried: boolean,
): Original | null {
  const original = sources.originalOf(call, isHurried)
  const isPublished = program !== null && insideOf(call.file, program) !== null
  const isReadable = original !== null && (original.text !== null || isThere(original.file))
  return isPublished && !isReadable ? null : original
}

// Compilers give functions names of their own.
function authorNameAt(position: SourcePosition): string | null {
  const name = functionNameAt(position)
  return name === undefined ? position.call.functionName : name
}

function shownFile(path: string, directory: string): string {
  return insideOf(path, directory)?.split(sep).join('/') ?? path
}
