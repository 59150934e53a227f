import { defineProperty } from '../capture/builtins'
import { reportInternalError } from '../capture/internal-error'
import { setStackTraceLimit } from '../capture/stack'
import type { LateAttempt } from '../detect/raw-conflict'
import { callSitesOf } from '../locate/call-sites'
import { type Frame, frameOf } from '../locate/frame'
import type { Sources } from '../source/sources'
import { subjectOf } from './message'

/**
 * Makes the first send the `cause` of Node's error, so that whatever prints or records the error shows both lines with no
 * set-up. A cause that is there already stays. The stack's text is made when somebody reads it.
 */
export function attachCause(late: LateAttempt, error: unknown, sources: Sources): void {
  const { first } = late
  if (first === undefined || !(error instanceof Error) || Object.hasOwn(error, 'cause')) return
  if (!Object.isExtensible(error)) return
  const cause = firstSendError(late, sources)
  defineProperty(error, 'cause', {
    value: cause,
    configurable: true,
    writable: true,
    enumerable: false,
  })
}

function firstSendError(late: LateAttempt, sources: Sources): Error {
  const message = `${subjectOf(late.request)} had been ${whatWasDone(late)} here`
  const limit = Error.stackTraceLimit
  const restoreLimit = setStackTraceLimit(undefined)
  let cause: FirstSend
  try {
    cause = new FirstSend(message)
    restoreLimit()
  } catch (failure) {
    // At the edge of the stack any call fails, that of `restoreLimit` as well.
    Error.stackTraceLimit = limit
    throw failure
  }

  let text: string | undefined
  defineProperty(cause, 'stack', {
    configurable: true,
    enumerable: false,
    get: () => {
      text ??= `${cause.name}: ${message}${stackTextOf(late, sources)}`
      return text
    },
    set: (value: string) => {
      text = value
    },
  })
  return cause
}

class FirstSend extends Error {}
FirstSend.prototype.name = 'FirstSend'
defineProperty(FirstSend.prototype, 'name', { enumerable: false })

function whatWasDone({ kind, status, second }: LateAttempt): string {
  if (second.operation === 'write' || second.operation === 'end') return 'ended'
  if (kind === 'request') return 'sent'
  return `responded to${status === null ? '' : ` with ${status}`}`
}

/** Frames that the stack has at least; more where the application's own code is further out or its limit is larger. */
const fewest = 10

// It is the application that reads this.
function stackTextOf({ first }: LateAttempt, sources: Sources): string {
  try {
    if (first === undefined) return ''
    const frames = callSitesOf(first.stack).map(call => frameOf(call, sources, { isHurried: true }))
    const site = frames.findIndex(frame => frame.owner === 'app')
    const limit: unknown = Error.stackTraceLimit
    const length = Math.max(fewest, site + 1, typeof limit === 'number' ? limit : 0)
    return frames.slice(0, length).map(lineOf).join('')
  } catch (failure) {
    reportInternalError(failure)
    return ''
  }
}

// As V8 writes it, so that what parses stacks parses this one: https://v8.dev/docs/stack-trace-api
function lineOf({ call, path, line, column }: Frame): string {
  const { functionName, typeName } = call
  const type = typeName === null || functionName?.includes('.') ? '' : `${typeName}.`
  const name = functionName === null && type === '' ? '' : `${type}${functionName ?? '<anonymous>'}`
  const position = `${path}:${line}:${column}`
  return `\n    at ${call.isAsync ? 'async ' : ''}${name === '' ? position : `${name} (${position})`}`
}
