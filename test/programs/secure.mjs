// Servers that encrypt, and those that speak both protocols.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http2 from 'node:http2'
import https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { cert, key } from './certificate.mjs'
import { attempt, conflictsOf } from './conflicts.mjs'

const trust = { ca: cert, host: 'localhost', servername: 'localhost' }

async function respondTwice(_req, res) {
  function sendFirst() {
    res.end('first')
  }
  function sendSecond() {
    res.setHeader('x-late', '1')
  }
  await sleep(1)
  sendFirst()
  attempt(sendSecond)
}

async function respondOnce(_req, res) {
  await sleep(1)
  res.end('once')
}

/** Lets a client ask a server, once. */
const asking = (server, ask) =>
  conflictsOf(async () => {
    await once(server.listen(0, 'localhost'), 'listening')
    assert.equal(await ask(server.address().port), 200)
    await new Promise(resolve => server.close(resolve))
  })

async function askOverHttps(port) {
  const sent = https.get({ ...trust, port, path: '/secure', agent: false, ALPNProtocols: ['http/1.1'] })
  const [response] = await once(sent, 'response')
  await once(response.resume(), 'close')
  return response.statusCode
}

async function askOverHttp2(port) {
  const client = http2.connect(`https://localhost:${port}`, { ca: cert })
  const stream = client.request({ ':path': '/secure' })
  const [headers] = await once(stream, 'response')
  await once(stream.resume(), 'close')
  client.destroy()
  return headers[':status']
}

const servers = {
  https: respond => [https.createServer({ key, cert }, respond), askOverHttps],
  'a secure server of HTTP/2': respond => [http2.createSecureServer({ key, cert }, respond), askOverHttp2],
  'a server of both, asked over HTTP/2': respond => [
    http2.createSecureServer({ key, cert, allowHTTP1: true }, respond),
    askOverHttp2,
  ],
  'a server of both, asked over HTTP/1': respond => [
    http2.createSecureServer({ key, cert, allowHTTP1: true }, respond),
    askOverHttps,
  ],
}

export const table = {}

for (const [name, make] of Object.entries(servers)) {
  table[`two responses of ${name}`] = () => asking(...make(respondTwice))
  table[`one response of ${name}`] = () => asking(...make(respondOnce))
}

table['a request over https that is changed when it was sent'] = () =>
  asking(https.createServer({ key, cert }, respondOnce), async port => {
    const sent = https.request({ ...trust, port, path: '/secure', agent: false })
    function sendFirst() {
      sent.end()
    }
    function sendSecond() {
      sent.setHeader('x-late', '1')
    }
    sendFirst()
    attempt(sendSecond)
    const [response] = await once(sent, 'response')
    await once(response.resume(), 'close')
    return response.statusCode
  })
