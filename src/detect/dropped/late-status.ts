import { OutgoingMessage } from 'node:http'
import { reportInternalError } from '../../capture/internal-error'
import type { Tracer } from '../../capture/policy/tracer'
import { recordOf } from '../../capture/response-record'
import { type CheckWatcher, noteCheck } from './headers-sent-check'

/** Where the status stands in a head: `HTTP/1.1 200 OK`. */
const statusAt = 9

/**
 * Compares the status of a response that has been handed to the operating system with the one that was sent. To set it is an
 * assignment, which nothing shows; most that differ were set for a log.
 */
export function noteStatus(response: object, watcher: CheckWatcher, tracer: Tracer): void {
  try {
    if (!(response instanceof OutgoingMessage)) return
    const { _header: head, statusCode: status } = response as { _header?: unknown; statusCode?: unknown }
    if (typeof head !== 'string' || typeof status !== 'number' || isOf(head, status)) return
    if (recordOf(response)?.isReported !== false) return
    noteCheck(response, noteStatus, watcher, tracer, { seen: 'status', status, isHeard: isHeard(response) })
  } catch (failure) {
    reportInternalError(failure)
  }
}

// Node's server itself listens once. Everybody else may be about to write a log.
function isHeard(response: OutgoingMessage): boolean {
  return response.listenerCount('finish') > 1 || response.listenerCount('close') > 0
}

// On every response: no text is made.
function isOf(head: string, status: number): boolean {
  const digit = (place: number) => head.charCodeAt(statusAt + place) - 48
  return digit(0) * 100 + digit(1) * 10 + digit(2) === status
}
