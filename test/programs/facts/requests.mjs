// How a request begins, as src/capture/request-start.ts takes it.
import assert from 'node:assert/strict'
import diagnostics from 'node:diagnostics_channel'
import { ServerResponse } from 'node:http'
import { exchange, request } from '../exchange.mjs'

export const table = {}

Object.assign(table, {
  'a request begins, with its response, before the handler runs': async () => {
    const seen = []
    const onStart = ({ request, response }) => seen.push(['start', request, response])
    diagnostics.subscribe('http.server.request.start', onStart)
    await exchange((req, res) => {
      seen.push(['handler', req, res])
    })
    diagnostics.unsubscribe('http.server.request.start', onStart)
    const [[first, request, response], ...rest] = seen
    assert.equal(first, 'start')
    assert.ok(response instanceof ServerResponse)
    assert.deepEqual(
      rest.map(([name]) => name),
      ['handler'],
    )
    assert.ok(rest[0][1] === request && rest[0][2] === response)
  },

  'each request of a connection begins with a response of its own': async () => {
    const responses = new Set()
    const onStart = ({ response }) => responses.add(response)
    diagnostics.subscribe('http.server.request.start', onStart)
    await exchange((_req, res) => void res.end(), { sent: request({ headers: {} }) + request() })
    diagnostics.unsubscribe('http.server.request.start', onStart)
    assert.equal(responses.size, 2)
  },
})
