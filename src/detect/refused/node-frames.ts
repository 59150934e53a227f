import type { Method } from '../../capture/patch'
import { formatStacks, setStackTraceLimit } from '../../capture/stack'

/** A place in Node's own source. Lines and columns count from 1. */
export interface NodeFrame {
  readonly functionName: string
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Frames that are looked at: from the error to the code that had it made. */
const depth = 10

/**
 * Node's frames of the error that some work throws or returns, the innermost first: the last is that of the method of Node
 * that was called. `undefined` where there is no such error, or the method is not Node's own, since somebody has patched it.
 */
export function framesOfError(work: () => unknown): readonly NodeFrame[] | undefined {
  const restoreLimit = setStackTraceLimit(depth)
  try {
    return framesOf(work())
  } catch (error) {
    return framesOf(error)
  } finally {
    restoreLimit()
  }
}

function framesOf(error: unknown): readonly NodeFrame[] | undefined {
  let frames: NodeFrame[] | undefined
  const restore = formatStacks((_error, calls) => {
    const end = calls.findIndex(call => call.getFileName()?.startsWith('node:') !== true)
    frames = calls.slice(0, Math.max(end, 0)).map(frameOf)
    return ''
  })
  try {
    void (error as Error | undefined)?.stack
  } finally {
    restore?.()
  }
  return frames?.length ? frames : undefined
}

function frameOf(call: NodeJS.CallSite): NodeFrame {
  return {
    functionName: call.getFunctionName() ?? '',
    file: call.getFileName() ?? '',
    line: call.getLineNumber() ?? 0,
    column: call.getColumnNumber() ?? 0,
  }
}

/** Whether a method seems to be Node's own, by its text: another's must not be called to find out. */
export function isOfNode(method: Method, part: string): boolean {
  const text = textOf(method)
  // A guard of an earlier watch, over which somebody has patched, has the same line.
  return text.includes(part) && !text.includes('new.target, guard)')
}

const textOf = (method: Method): string => Function.prototype.toString.call(method)

/** A line of a method's source. */
export interface SourceLine {
  readonly line: number
  readonly text: string
}

/**
 * The source of a method of Node, line by line, where one frame in it is known. What finds the frame's line in the text must
 * find one line only; else there are none.
 */
export function linesOfMethod(
  method: Method,
  frame: NodeFrame,
  isLineOfFrame: (text: string) => boolean,
): readonly SourceLine[] {
  const texts = textOf(method).split('\n')
  const index = texts.findIndex(isLineOfFrame)
  if (index === -1 || texts.findLastIndex(isLineOfFrame) !== index) return []
  // The first line is cut off where the function begins.
  return texts.map((text, at) => ({ line: frame.line + at - index, text })).slice(1)
}
