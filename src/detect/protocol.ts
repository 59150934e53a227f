import type { ResponseRecord } from '../capture/response-record'
import type { RequestLine } from './request'

/** What an attempt came too late for, as it is at that moment. */
export interface Target {
  readonly record: ResponseRecord
  /** A response, the stream of an HTTP/2 response that has no response object, or a request that the application makes. */
  readonly name: 'res' | 'stream' | 'request'
  readonly request: RequestLine
  readonly routeKey: string
  /** The status that was sent. */
  readonly status: number | null
  /** Whether it has been ended. */
  readonly isEnded: boolean
}

/** What guards need to know of a message, in each version of HTTP. Messages may be anything that an application made of them. */
export interface Protocol<Message extends object> {
  /** Whether the message has been ended. */
  isEnded(message: Message): boolean
  /** Whether it has closed: then nothing is emitted any more. */
  isClosed(message: Message): boolean
  /** The response or the request that it is; `undefined` for a message that is neither. */
  targetOf(message: Message): Target | undefined
}
