import { types } from 'node:util'
import { isBundled, isInternalFile, namesInternalFile } from '../../capture/internal-code'
import { formatStacks } from '../../capture/stack'

const { isNativeError } = types

/**
 * Takes our frames out of an error's stack that has already been captured: of one that is no refusal, or whose method somebody
 * has patched before us. That formats it, so it is left as it is where source maps would be read for that, and in a bundle,
 * where our frames have no file of their own.
 *
 * @param isPlaced whether the guard, the outermost of our frames, bears the name of Node's file.
 */
export function removeInternalFrames(error: unknown, isPlaced: boolean): void {
  if (!isNativeError(error) || isBundled || hasSourceMaps()) return
  const stack = readStack(error, isPlaced)
  if (typeof stack !== 'string' || !namesInternalFile(stack)) return
  error.stack = withoutInternal(stack.split('\n'), namesInternalFile, isPlaced).join('\n')
}

// Node 20.7 has the property: https://nodejs.org/api/process.html#processsourcemapsenabled
function hasSourceMaps(): boolean {
  return (process as { sourceMapsEnabled?: unknown }).sourceMapsEnabled === true
}

function withoutInternal<T>(calls: readonly T[], isInternal: (call: T) => boolean, isPlaced: boolean): T[] {
  const last = calls.findLastIndex(isInternal)
  return calls.filter((call, index) => !isInternal(call) && !(isPlaced && last !== -1 && index === last + 1))
}

// V8 formats a stack once, when it is first read. An application's format may be of any shape, so it gets its own calls
// only; where there is none, or `Error` is frozen, our lines are in the text.
function readStack(error: Error, isPlaced: boolean): unknown {
  const restore = hideInternalCalls(isPlaced)
  try {
    return error.stack
  } catch {
    // The application's format throws, as it will for everybody who reads this stack.
    return undefined
  } finally {
    restore?.()
  }
}

function hideInternalCalls(isPlaced: boolean): (() => void) | undefined {
  const format: unknown = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')?.value
  if (typeof format !== 'function') return undefined
  const isInternal = (call: NodeJS.CallSite) => isInternalFile(call.getFileName() ?? '')
  return formatStacks(function (error, calls) {
    return Reflect.apply(format, this, [error, withoutInternal(calls, isInternal, isPlaced)])
  })
}
