import diagnostics from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { reportInternalError } from './internal-error'

const channel = 'http.server.request.start'

/** Reports, while it is switched on, each request that an HTTP/1 server has parsed, and the response made for it. */
export class RequestStarts {
  readonly #onStart: (message: unknown) => void
  #isOn = false

  constructor(begin: (request: IncomingMessage, response: object) => void) {
    this.#onStart = message => {
      try {
        const { request, response } = message as { request: IncomingMessage; response: object }
        begin(request, response)
      } catch (error) {
        reportInternalError(error)
      }
    }
  }

  switch(on: boolean): void {
    if (on === this.#isOn) return
    this.#isOn = on
    if (on) diagnostics.subscribe(channel, this.#onStart)
    else diagnostics.unsubscribe(channel, this.#onStart)
  }
}
