import diagnostics from 'node:diagnostics_channel'
import { now } from './clock'
import { failed } from './failure'
import type { Undo } from './patch'
import { beginRecord } from './response-record'

const channel = 'http.server.request.start'

/** Begins a record for each response that an HTTP/1 server makes, when its request has been parsed. */
export function recordRequestStarts(): Undo {
  const onStart = (message: unknown) => {
    try {
      beginRecord((message as { response: object }).response, now())
    } catch (error) {
      failed(error)
    }
  }
  diagnostics.subscribe(channel, onStart)
  return () => diagnostics.unsubscribe(channel, onStart)
}
