import diagnostics from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { now } from './clock'
import { failed } from './failure'
import type { Undo } from './patch'
import { beginRecord } from './response-record'
import type { Tracer } from './tracer'

const channel = 'http.server.request.start'

/** Begins a record for each response that an HTTP/1 server makes, when its request has been parsed. */
export function recordRequestStarts(tracer: Tracer): Undo {
  const onStart = (message: unknown) => {
    try {
      const { request, response } = message as { request: IncomingMessage; response: object }
      tracer.begin(beginRecord(response, now()), request)
    } catch (error) {
      failed(error)
    }
  }
  diagnostics.subscribe(channel, onStart)
  return () => diagnostics.unsubscribe(channel, onStart)
}
