import { stopThere } from '../advice.mjs'
import { exchange } from '../client.mjs'

let response

export default {
  package: 'http-proxy-3',
  // Begins a body in chunks, and goes on with what is none.
  upstream(request, res) {
    if (request.url.endsWith('/healthy')) return res.end('hello')
    response = res
    response.write('the beginning')
  },
  start: () => ({ program: 'server.mjs' }),
  healthy: ['/healthy'],
  provoke: ({ origin }) =>
    exchange(`${origin}/api/hello`, { onBody: () => response.socket.write('no chunk') }),
  right: {
    causes: ['error-after-response'],
    hidden: /Parse Error/,
    first: {
      owner: 'package',
      package: 'http-proxy-3',
      file: /\/passes\/web-incoming\.[jt]s$/,
      line: 'proxyRes.pipe(res)',
    },
    second: { owner: 'app', file: /^server\.mjs$/, line: 'res.writeHead(500' },
    advice: stopThere,
  },
}
