import { types } from 'node:util'
import { reportInternalError } from '../../capture/internal-error'
import { removeInternalFrames } from './node-error'

const code = 'ERR_STREAM_WRITE_AFTER_END'

/**
 * Runs an operation for which Node makes an error that it hands out in a later tick, and shows that error to `look` before
 * anybody has it. A callback in the place of the application's would see it too, and would be in its stacks.
 * https://github.com/nodejs/node/blob/v24.21.0/lib/_http_outgoing.js#L923
 *
 * @param ourFrames the frames that we add to the error's stack.
 */
export function withLateError<T>(operate: () => T, ourFrames: number, look: (error: Error) => void): T {
  const before = Object.getOwnPropertyDescriptor(process, 'nextTick')
  const { nextTick } = process
  let seen: unknown
  const watched = function (this: unknown, ...args: unknown[]) {
    const error = args.find(argument => types.isNativeError(argument) && codeOf(argument) === code)
    if (error !== undefined && error !== seen) {
      seen = error
      try {
        removeInternalFrames(error, ourFrames)
        look(error as Error)
      } catch (failure) {
        reportInternalError(failure)
      }
    }
    return Reflect.apply(nextTick, this, args)
  }
  if (before === undefined || !Reflect.defineProperty(process, 'nextTick', { ...before, value: watched })) {
    return operate()
  }
  try {
    return operate()
  } finally {
    Object.defineProperty(process, 'nextTick', before)
  }
}

function codeOf(error: object): unknown {
  return (error as NodeJS.ErrnoException).code
}
