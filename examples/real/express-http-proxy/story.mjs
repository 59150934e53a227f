import { exchange } from '../client.mjs'

export default {
  package: 'express-http-proxy',
  report: 'https://github.com/villadora/express-http-proxy/issues/124',
  // Resets the connection in the place of a response.
  upstream({ url, socket }, response) {
    if (url === '/healthy') response.end('hello')
    else socket.resetAndDestroy()
  },
  start: () => ({ program: 'server.js' }),
  healthy: ['/api/healthy'],
  provoke: ({ origin }) => exchange(`${origin}/api/users`),
  right: {
    causes: ['next-after-response'],
    first: {
      owner: 'package',
      package: 'express-http-proxy',
      file: /\/express-http-proxy\/index\.js$/,
      line: 'res.writeHead(504',
    },
    second: { owner: 'app', file: /^server\.js$/, line: "res.status(404).send('There is no such page.')" },
    advice: { says: [/next\(\)/], never: [/Promise\.all/, /\bawait\b/i] },
  },
}
