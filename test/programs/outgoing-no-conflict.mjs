// Requests that a program makes in order.
import http from 'node:http'
import { Readable } from 'node:stream'
import { attempt } from './conflicts.mjs'
import { asked } from './outgoing.mjs'

export const table = {
  'a request': () => asked(options => http.get(options)),
  'headers that are set before the body': () =>
    asked(options => {
      const sent = http.request({ ...options, method: 'POST' })
      sent.setHeader('X-One', '1')
      sent.removeHeader('X-One')
      return sent.end('body')
    }),
  'a request that is piped into': () =>
    asked(options => Readable.from(['piped']).pipe(http.request({ ...options, method: 'POST' }))),
  'an end after the end': () =>
    asked(options => {
      const sent = http.request({ ...options, method: 'POST' })
      sent.end('all')
      sent.end()
      sent.flushHeaders()
      return sent
    }),
  'a header that is set by the listener for its socket': () =>
    asked(options => {
      const sent = http.request({ ...options, method: 'POST' })
      sent.once('socket', () => {
        sent.setHeader('X-User', 'ada')
        sent.end('body')
      })
      return sent
    }),
  'an expectation': () =>
    asked(options => {
      const sent = http.request({ ...options, method: 'POST', headers: { Expect: '100-continue' } })
      sent.once('continue', () => sent.end('body'))
      return sent
    }),
  'a request that is destroyed': () =>
    asked(options => {
      const sent = http.request({ ...options, method: 'POST' })
      sent.on('error', () => {}).write('some')
      sent.destroy()
      sent.write('more')
      return sent
    }),
  'a header that is refused for itself': () =>
    asked(options => {
      const sent = http.request(options)
      attempt(() => sent.setHeader('X-Bad', 'line\nbreak'))
      sent.end()
      attempt(() => sent.removeHeader(42))
      return sent
    }),
  'a look at its headers': () =>
    asked(options => {
      const sent = http.get(options)
      sent.getHeader('host')
      sent.hasHeader('host')
      sent.getHeaders()
      return sent
    }),
}
