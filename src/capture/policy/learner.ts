import type { Moment } from '../response-record'
import { routeKeyOf, routeOf } from './route-key'

/** What is sent: the head of a response, or its end that comes after the head. */
export type SentPart = 'head' | 'end'

/** Something that is sent. */
export interface Sent {
  readonly part: SentPart
  /** The request that the response is for. */
  readonly request: unknown
  /** The status, or the status line. */
  readonly status: unknown
}

/** What decides which learned send may stand in for that of a response. */
export interface ResponseKind {
  /** The method and the pattern that the framework has left on the request; else the route's key. */
  readonly route: string
  readonly status: number | null
}

/** What learns sends from samples, when not every one can be captured. */
export interface Learner {
  /** Whether it is not known yet how that part of responses of a kind is sent. */
  wants(part: SentPart, kind: ResponseKind): boolean
  learn(part: SentPart, kind: ResponseKind, moment: Moment): void
}

export function responseKindOf({ request, status }: Omit<Sent, 'part'>): ResponseKind {
  const route = routeOf(request)
  const { method } = (request ?? {}) as { method?: unknown }
  return {
    route: route === null ? routeKeyOf(request) : `${String(method)} ${route}`,
    status: statusIn(status),
  }
}

// `HTTP/1.1 200 OK`, or the number alone.
function statusIn(status: unknown): number | null {
  const text = typeof status === 'string' && status.length > 3 ? status.slice(9, 12) : status
  const number = Number(text)
  return Number.isInteger(number) && number > 0 ? number : null
}
