// Requests that a program makes, changed after they were sent.
import { once } from 'node:events'
import http from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { attempt, conflictsOf } from './conflicts.mjs'
import { exchange } from './exchange.mjs'

/** What a client does with its request while and after it is sent. */
export async function asked(ask) {
  const server = http.createServer((req, res) => req.resume().once('end', () => res.end()))
  await once(server.listen(0, 'localhost'), 'listening')
  const options = { host: 'localhost', port: server.address().port, agent: false, path: '/asked?secret' }
  const conflicts = await conflictsOf(async () => {
    const sent = await ask(options)
    sent.on('error', () => {}).once('response', response => response.resume())
    if (!sent.closed) await new Promise(resolve => sent.once('close', resolve))
  })
  await once(server.close(), 'close')
  return conflicts
}

/** A request that `sendFirst` sends, and `sendSecond` changes. */
const changed = (first, second, method = 'POST') =>
  asked(options => {
    const sent = http.request({ ...options, method }).on('error', () => {})
    function sendFirst() {
      first(sent)
    }
    function sendSecond() {
      second(sent)
    }
    sendFirst()
    attempt(sendSecond)
    if (!sent.writableEnded) sent.end()
    return sent
  })

const sends = {
  flushHeaders: sent => sent.flushHeaders(),
  write: sent => sent.write('some'),
  end: sent => sent.end('all'),
}

const changes = {
  setHeader: sent => sent.setHeader('X-Late', '1'),
  setHeaders: sent => sent.setHeaders(new Map([['X-Late', '1']])),
  appendHeader: sent => sent.appendHeader('X-Late', '1'),
  removeHeader: sent => sent.removeHeader('X-Late'),
}

export const table = {}

for (const [name, send] of Object.entries(sends))
  for (const [change, operate] of Object.entries(changes))
    table[`${change} after ${name}`] = () => changed(send, operate)

Object.assign(table, {
  'write after end': () => changed(sends.end, sent => sent.write('late')),
  'end after end': () => changed(sends.end, sent => sent.end('late')),
  'write after end, then setHeader': () =>
    changed(sends.end, sent => {
      sent.write('late')
      sent.setHeader('X-Late', '1')
    }),

  'setHeader of a request whose headers are an array': () =>
    asked(options => {
      function sendFirst() {
        return http.request({ ...options, headers: ['Host', 'localhost'] })
      }
      function sendSecond() {
        sent.setHeader('X-Late', '1')
      }
      const sent = sendFirst()
      attempt(sendSecond)
      return sent.end()
    }),

  'setHeader of http.get': () =>
    asked(options => {
      function sendFirst() {
        return http.get(options)
      }
      function sendSecond() {
        sent.setHeader('X-Late', '1')
      }
      const sent = sendFirst()
      attempt(sendSecond)
      return sent
    }),

  'setHeader after a wait, in which a pipe has sent': () =>
    asked(async options => {
      let sent
      await exchange((_req, res) => {
        sent = http.request({ ...options, method: 'POST' })
        const closed = new Promise(resolve => sent.once('close', resolve))
        sent.once('response', response => response.resume())
        Readable.from(['piped']).pipe(new PassThrough()).pipe(sent)
        async function sendSecond() {
          await sleep(20)
          attempt(() => sent.setHeader('X-Late', '1'))
        }
        return Promise.all([sendSecond(), closed]).then(() => res.end())
      })
      return sent
    }),
})
