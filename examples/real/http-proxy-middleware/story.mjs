import { exchange } from '../client.mjs'

export default {
  package: 'http-proxy-middleware',
  // Sends more than it has announced, all at once.
  upstream({ url, socket }, response) {
    if (url === '/healthy') response.end('hello')
    else socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nHello world')
  },
  start: () => ({ program: 'server.mjs' }),
  healthy: ['/healthy'],
  provoke: ({ origin }) => exchange(`${origin}/`),
  right: {
    causes: ['parallel-paths'],
    first: {
      owner: 'package',
      package: 'http-proxy-middleware',
      file: /\/error-response-plugin\.js$/,
      line: 'res.writeHead(statusCode)',
    },
    second: {
      owner: 'package',
      package: 'http-proxy-middleware',
      file: /\/response-interceptor\.js$/,
      line: /response\.setHeader\(key, value\)|copyHeaders\(proxyRes, res\)/,
    },
    // A listener for an error and one for the end: nothing to combine.
    advice: { says: [/headersSent|first|only one/i], never: [/Promise\.all/, /\bawait\b/] },
  },
}
