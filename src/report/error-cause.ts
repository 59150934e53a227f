import type { RawConflict } from '../detect/raw-conflict'
import { callSitesOf } from '../locate/call-sites'
import { frameOf } from '../locate/frame'
import { escapeUnsafe } from './escape'

/**
 * Makes the first send the `cause` of Node's error, so that whatever prints or records the error shows both lines with no
 * set-up. A cause that is there already stays. The stack's text is made when somebody reads it.
 */
export function attachCause(conflict: RawConflict, error: unknown): void {
  const { first } = conflict
  if (first === undefined || !(error instanceof Error) || Object.hasOwn(error, 'cause')) return
  if (!Object.isExtensible(error)) return
  const cause = firstSendError(conflict)
  Object.defineProperty(error, 'cause', {
    value: cause,
    configurable: true,
    writable: true,
    enumerable: false,
  })
}

function firstSendError(conflict: RawConflict): Error {
  const { request, status, kind } = conflict
  const what = kind === 'body' ? 'ended' : `answered${status === null ? '' : ` with ${status}`}`
  const message = escapeUnsafe(`${request.method} ${request.path} had been ${what} here`)
  const cause = new Error(message)
  cause.name = 'FirstSend'
  Object.defineProperty(cause, 'name', { enumerable: false })

  let text: string | undefined
  Object.defineProperty(cause, 'stack', {
    configurable: true,
    enumerable: false,
    get: () => {
      text ??= `${cause.name}: ${message}${stackTextOf(conflict)}`
      return text
    },
    set: (value: string) => {
      text = value
    },
  })
  return cause
}

function stackTextOf({ first }: RawConflict): string {
  if (first === undefined) return ''
  return callSitesOf(first.stack)
    .map(call => {
      const { call: raw, path, line, column } = frameOf(call)
      const type = raw.typeName === null || raw.functionName?.includes('.') ? '' : `${raw.typeName}.`
      return `\n    at ${raw.isAsync ? 'async ' : ''}${type}${raw.functionName ?? '<anonymous>'} (${path}:${line}:${column})`
    })
    .join('')
}
