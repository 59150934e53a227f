import { now } from '../capture/clock'
import type { Learner, ResponseKind, SentPart } from '../capture/policy/learner'
import { RecentMap } from '../capture/recent-map'
import type { Moment } from '../capture/response-record'
import type { Stack } from '../capture/stack'
import type { RawConflict } from '../detect/raw-conflict'
import type { CallSite } from '../source/call-site'
import { callSitesOf, stackOf } from './call-sites'
import { lastPart } from './operation'

/** Lines that send, which are remembered; the kinds of responses that each is known to send; and kinds that were learned lately. */
const maxSends = 256
const maxKindsEach = 32
const maxKinds = 2048

/** Calls outside of Node that tell one send from another. */
const maxCalls = 8

/** Milliseconds after which a kind of response is learned again: a route may have several sends. */
const maxAge = 5000

interface LearnedSend {
  readonly stack: Stack
  readonly part: SentPart
  readonly kinds: RecentMap<number, true>
}

/**
 * How responses are sent and ended, from those that were captured when not every one could be. What is remembered are lines of the
 * program, of which there are so many and no more, and for each the kinds of responses that it sends, as numbers: of a healthy
 * request nothing is kept, its path included. The stacks are plain values: a captured one would retain its response.
 */
export class LearnedSends implements Learner {
  readonly #sends = new RecentMap<string, LearnedSend>(maxSends)
  readonly #learned = new RecentMap<number, number>(maxKinds)

  wants(part: SentPart, kind: ResponseKind): boolean {
    const time = this.#learned.peek(numberOf(part, kind))
    return time === undefined || now() - time > maxAge
  }

  learn(part: SentPart, kind: ResponseKind, { stack, time }: Moment): void {
    const number = numberOf(part, kind)
    this.#learned.set(number, time)
    const calls = callSitesOf(stack)
    const key = `${part} ${placeOf(calls)}`
    const send = this.#sends.get(key) ?? { stack: stackOf(calls), part, kinds: new RecentMap(maxKindsEach) }
    this.#sends.set(key, send)
    send.kinds.set(number, true)
  }

  /** How the response was sent, or ended, that a conflict came too late for; `undefined` where that is not sure. */
  sendOf({ kind, request, routeKey, status }: RawConflict): Stack | undefined {
    const { route, method } = request
    const sent: ResponseKind = { route: route === null ? routeKey : `${method} ${route}`, status }
    const sends = this.#of('head', sent)
    // A body comes too late for the end, which may be elsewhere.
    const candidates = kind === 'body' ? [...this.#of('end', sent), ...sends.filter(isEnd)] : sends
    return candidates.length === 1 ? candidates[0] : undefined
  }

  #of(part: SentPart, kind: ResponseKind): Stack[] {
    const number = numberOf(part, kind)
    const known = this.#sends.values().filter(send => send.part === part && send.kinds.peek(number) === true)
    return known.map(({ stack }) => stack)
  }
}

function isEnd(stack: Stack): boolean {
  const calls = callSitesOf(stack)
  const end = calls.findIndex(isOutsideOfNode)
  return calls.slice(0, end).some(({ functionName }) => lastPart(functionName ?? '') === 'end')
}

function isOutsideOfNode({ file }: CallSite): boolean {
  return !file.startsWith('node:')
}

function placeOf(calls: readonly CallSite[]): string {
  return calls
    .filter(isOutsideOfNode)
    .slice(0, maxCalls)
    .map(({ file, line, column }) => `${file}:${line}:${column}`)
    .join('\n')
}

/** A number of 53 bits that stands for a kind of response, and from which its path cannot be read. */
function numberOf(part: SentPart, { route, status }: ResponseKind): number {
  const text = `${part} ${status} ${route}`
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  return 4294967296 * (2097151 & low) + (high >>> 0)
}
