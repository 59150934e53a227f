import http, { type OutgoingMessage } from 'node:http'
import { types } from 'node:util'
import { currentHop, leftHop } from './async-context'
import type { AsyncHop } from './async-hop'
import { applicationTime, now } from './clock'
import { ReturnOverride } from './return-override'
import { captureStack, type Stack } from './stack'
import type { Trace } from './trace'

// Taken at load: a mock may put a class of its own in its place.
const { ServerResponse } = http

/** One moment of a response's life: who did it, and when (milliseconds of `applicationTime()`). */
export interface Moment {
  readonly stack: Stack
  /** How the work came to be running then, where it was followed. */
  readonly hop: AsyncHop | undefined
  readonly time: number
}

/**
 * This moment, seen from the code above `constructorOpt` in the stack.
 *
 * @param trace of the response that it is a moment of, where that may be over.
 */
export function momentOf(constructorOpt: (...args: never[]) => unknown, time = now(), trace?: Trace): Moment {
  return momentAt(captureStack(constructorOpt), time, trace)
}

/** The same where the stack has been captured: `time` in milliseconds, of `now()`. */
export function momentAt(stack: Stack, time: number, trace?: Trace): Moment {
  return { stack, hop: currentHop() ?? leftHop(trace), time: applicationTime(time) }
}

/** What is remembered of one response while it lives. */
export class ResponseRecord {
  /** When the request's head was parsed; `NaN` where no server parsed one (an injected request). */
  readonly startTime: number
  /** The first send: what made the head final. */
  first: Moment | undefined = undefined
  /** Where streams may have been piped to it, before it was sent. */
  pipes: readonly Moment[] | undefined = undefined
  /** The end, where it came after the first send and not with it. */
  end: Moment | undefined = undefined
  /** Whether it was ended so and that was not captured: then the first send is not what a late body is too late for. */
  isEndMissed = false
  /** What is kept of this request's asynchronous work, where it is followed. */
  trace: Trace | undefined = undefined
  /** How many stacks its trace had when an outgoing request was sent. */
  hopCount = 0
  /** Whether a bug may come with it that is armed: this response is captured whatever it costs. */
  isArmed = false
  /** Its request as it began, before the application could change it; empty where its beginning was not seen. */
  method = ''
  url = ''
  /** Whether a second attempt has been reported. The attempts that follow from it are the same mistake. */
  isReported = false
  /** What keeps the checks whether it was sent, when it was. */
  headersSentChecks: object | undefined = undefined

  constructor(begun: number) {
    this.startTime = begun
  }

  noteRequest(request: unknown): void {
    const { method, url } = (request ?? {}) as { method?: unknown; url?: unknown }
    if (typeof method === 'string') this.method = method
    if (typeof url === 'string') this.url = url
  }
}

/**
 * Writes a record onto an object as a private field: no reflection, enumeration or inspection shows it, and it costs
 * nothing once the object is gone. (The "return override" of https://github.com/tc39/proposal-class-fields)
 */
class Stamp extends ReturnOverride {
  #record: ResponseRecord

  constructor(bearer: object, record: ResponseRecord) {
    super(bearer)
    this.#record = record
  }

  static write(bearer: object, record: ResponseRecord): void {
    if (#record in bearer) bearer.#record = record
    else new Stamp(bearer, record)
  }

  static isOn(bearer: object): boolean {
    return #record in bearer
  }

  static read(bearer: unknown): ResponseRecord | undefined {
    return isObject(bearer) && #record in bearer ? bearer.#record : undefined
  }
}

/** Starts the record of a response that a server has just made. */
export function beginRecord(response: object, begun: number): ResponseRecord {
  const record = new ResponseRecord(begun)
  Stamp.write(response, record)
  // A private field does not shine through a Proxy of the response, but the request does, which is the same behind it.
  const request = requestOf(response)
  if (isObject(request)) Stamp.write(request, record)
  return record
}

/** The record that a response or a request itself bears; `undefined` for whatever else. */
export function recordOn(given: unknown): ResponseRecord | undefined {
  return Stamp.read(given)
}

/** Whether a response itself bears a record. */
export function hasRecord(message: object): boolean {
  return Stamp.isOn(message)
}

/** The record of a response, or `undefined` for a message that never had one. */
export function recordOf(message: object): ResponseRecord | undefined {
  return Stamp.read(message) ?? (types.isProxy(message) ? Stamp.read(requestOf(message)) : undefined)
}

/**
 * The record of a response, begun now for one that no server made (`light-my-request`, a mock, `new ServerResponse`);
 * `undefined` for a message that is no response.
 */
export function recordFor(message: OutgoingMessage): ResponseRecord | undefined {
  return (
    recordOf(message) ?? (message instanceof ServerResponse ? beginRecord(message, Number.NaN) : undefined)
  )
}

/** The request of a response; `undefined` where the application has put something in its place that throws. */
export function requestOf(response: object): unknown {
  try {
    return (response as { req?: unknown }).req
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
