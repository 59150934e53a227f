import { types } from 'node:util'
import { apply, getOwnPropertyDescriptor, tryToDefineProperty } from '../../capture/builtins'
import { reportInternalError } from '../../capture/internal-error'
import { codeOf } from './late-run'

const { isNativeError } = types

const code = 'ERR_STREAM_WRITE_AFTER_END'

/** What an operation came to that Node refuses by an error for later. */
export interface LateResult<T> {
  readonly value: T
  /** The error; `undefined` where there was none. */
  readonly error: object | undefined
}

/**
 * Runs an operation for which Node makes an error that it hands out in a later tick, and finds that error before anybody has
 * it. A callback in the place of the application's would see it too, and would be in its stacks.
 * https://github.com/nodejs/node/blob/v24.21.0/lib/_http_outgoing.js#L923
 *
 * @param isTrial whether the error is not to be handed out at all.
 */
export function withLateError<T>(operate: () => T, isTrial = false): LateResult<T> {
  let error: object | undefined
  const before = getOwnPropertyDescriptor(process, 'nextTick')
  const nextTick: unknown = before?.value
  if (before === undefined || typeof nextTick !== 'function') return { value: operate(), error }
  const watched = function (this: unknown, ...args: unknown[]) {
    try {
      for (let index = 0; error === undefined && index < args.length; index++) {
        const given = args[index]
        if (isNativeError(given) && codeOf(given) === code) error = given
      }
    } catch (failure) {
      reportInternalError(failure)
    }
    return isTrial ? undefined : apply(nextTick, this, args)
  }
  const isWatching = tryToDefineProperty(process, 'nextTick', { ...before, value: watched })
  try {
    return { value: operate(), error }
  } finally {
    // Not where somebody has replaced it meanwhile: then it is a part of theirs.
    if (isWatching && getOwnPropertyDescriptor(process, 'nextTick')?.value === watched)
      tryToDefineProperty(process, 'nextTick', before)
  }
}
