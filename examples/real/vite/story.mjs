import { stopThere } from '../advice.mjs'
import { exchange } from '../client.mjs'

let response

export default {
  package: 'vite',
  report: 'https://github.com/vitejs/vite/issues/9172',
  // Begins a body in chunks, and goes on with what is none.
  upstream(request, res) {
    if (request.url.endsWith('/healthy')) return res.end('hello')
    response = res
    response.write('the beginning')
  },
  start: () => ({ program: 'node_modules/vite/bin/vite.js' }),
  healthy: ['/', '/@vite/client', '/api/healthy'],
  provoke: ({ origin }) =>
    exchange(`${origin}/api/hello`, { onBody: () => response.socket.write('no chunk') }),
  right: {
    causes: ['error-after-response'],
    hidden: /Parse Error/,
    first: { owner: 'app', file: /\/vite\/dist\/node\/chunks\/dep-\w+\.js$/, line: 'proxyRes.pipe(res)' },
    second: { owner: 'app', file: /\/vite\/dist\/node\/chunks\/dep-\w+\.js$/, line: '.writeHead(500, {' },
    advice: stopThere,
  },
}
