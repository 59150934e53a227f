import type { OutgoingMessage } from 'node:http'
import { types } from 'node:util'
import { now } from './clock'
import { currentHop, type Hop } from './hop'
import { ReturnOverride } from './return-override'
import { captureStack, type Stack } from './stack'
import type { Trace } from './trace'

/** One moment of a response's life: who did it, and when (milliseconds on the clock of `performance.now()`). */
export interface Moment {
  readonly stack: Stack
  /** How the work came to be running then, where it was followed. */
  readonly hop: Hop | undefined
  readonly time: number
}

/** This moment, seen from the code above `below` in the stack. */
export function momentOf(below: (...args: never[]) => unknown): Moment {
  return { stack: captureStack(below), hop: currentHop(), time: now() }
}

/** What is remembered of one response while it lives. */
export class ResponseRecord {
  /** When the request's head was parsed; `NaN` where no server parsed one (an injected request). */
  readonly begun: number
  /** The first send: what made the head final. */
  first: Moment | undefined = undefined
  /** The end, where it came after the first send and not with it. */
  ended: Moment | undefined = undefined
  /** The stacks at which this request's work was handed on, where it is followed. */
  trace: Trace | undefined = undefined
  /** Whether its route is armed: this response is captured whatever it costs. */
  isArmed = false
  /** Whether a second attempt has been reported. The attempts that follow from it are the same mistake. */
  isReported = false

  constructor(begun: number) {
    this.begun = begun
  }
}

/**
 * Writes the record onto the response as a private field: no reflection, enumeration or inspection shows it, and it
 * costs nothing once the response is gone. (The "return override" of https://github.com/tc39/proposal-class-fields)
 */
class Stamp extends ReturnOverride {
  #record: ResponseRecord

  constructor(response: object, record: ResponseRecord) {
    super(response)
    this.#record = record
  }

  static recordOf(response: object): ResponseRecord | undefined {
    return #record in response ? response.#record : undefined
  }
}

/** Starts the record of a response that a server has just made. */
export function beginRecord(response: object, begun: number): ResponseRecord {
  const record = new ResponseRecord(begun)
  new Stamp(response, record)
  return record
}

/** The record of a response, or `undefined` for a message that never had one. */
export function recordOf(response: OutgoingMessage): ResponseRecord | undefined {
  return Stamp.recordOf(response) ?? Stamp.recordOf(behindProxy(response))
}

/** The record of a response, begun now for one that no server made (`light-my-request`, a mock, `new ServerResponse`). */
export function recordFor(response: OutgoingMessage): ResponseRecord {
  return recordOf(response) ?? beginRecord(behindProxy(response), Number.NaN)
}

/**
 * A private field does not shine through a Proxy. Its target is the message that Node is writing to the same socket for
 * the same request: https://github.com/nodejs/node/blob/v24.0.0/lib/_http_server.js#L297
 */
function behindProxy(response: OutgoingMessage): OutgoingMessage {
  if (!types.isProxy(response)) return response
  const current = (response.socket as { _httpMessage?: OutgoingMessage } | null)?._httpMessage
  return current != null && requestOf(current) === requestOf(response) ? current : response
}

function requestOf(response: OutgoingMessage): unknown {
  return (response as { req?: unknown }).req
}
