import { basename, dirname, isAbsolute, sep } from 'node:path'
import { fileAbove, namedFileOf } from '../source/author-file'
import { bundledModuleAt } from '../source/bundled-module'
import type { CallSite } from '../source/call-site'
import { isThere, workingDirectory } from '../source/disk'
import { functionNameAt } from '../source/function-name'
import { callPositionOf } from '../source/mapped-call'
import type { Original } from '../source/source-map'
import type { SourcePosition } from '../source/source-position'
import type { Sources } from '../source/sources'
import { type ApplicationScope, insideOf, installedIn, type Owner, ownerOf } from './owner'

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
  const named = original === null ? namedFileOf(call.file) : null
  const path = original?.file ?? named ?? call.file
  const file = shownFile(path, directory)
  const mapped: SourcePosition = {
    file,
    line: original?.line ?? call.line,
    column: original?.column ?? call.column,
    path,
    source: sources.sourceOf(call, path, file, original !== null),
    isMapped: original !== null,
    call,
  }
  const isExamined = isApp && !isHurried
  const position = original !== null && isExamined ? { ...mapped, ...callPositionOf(mapped) } : mapped
  const owner = original === null ? generated : ownerOf(path, sources, { directory, program })
  const isRun = original === null && isAbsolute(path) && isExamined
  return {
    ...((isRun ? bundledOwner(position, sources, { directory, program }) : null) ?? owner),
    ...position,
    function: (original === null || isHurried ? call.functionName : authorNameAt(position)) ?? '<anonymous>',
    isGenerated: isRun && (named !== null || sources.isAsRun(call) === false),
  }
}

// In a bundle whose map does not lead to a module, or that has none, the bundler may have said whose that is.
function bundledOwner(position: SourcePosition, sources: Sources, scope: ApplicationScope): Owner | null {
  const { call, source, line, column } = position
  if (sources.isOfPackages(call)) return { owner: 'package', package: basename(call.file) }
  const { content } = source
  const module = content?.has(line, column)
    ? bundledModuleAt(content.text, content.offsetOf(line, column))
    : null
  if (module === null || installedIn(module) === null) return null
  return ownerOf(fileAbove(module, dirname(call.file)) ?? module, sources, scope)
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
