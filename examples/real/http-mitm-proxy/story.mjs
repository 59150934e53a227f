import { exchange } from '../client.mjs'

export default {
  package: 'http-mitm-proxy',
  // Sends more than it has announced, all at once.
  upstream({ url, socket }, response) {
    if (url === '/healthy') response.end('hello')
    else socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nHello world')
  },
  start: () => ({ program: 'node_modules/http-mitm-proxy/dist/bin/mitm-proxy.js' }),
  async provoke({ origin, upstream }) {
    const headers = { Host: new URL(upstream).host }
    for (const path of ['/healthy', '/']) await exchange(origin + path, { headers })
  },
  right: {
    kind: 'body',
    causes: ['write-after-end', 'parallel-paths'],
    first: {
      owner: 'app',
      file: /\/lib\/proxy\.[jt]s$/,
      function: /_onError$/,
      line: 'proxyToClientResponse.end(',
    },
    second: {
      owner: 'app',
      file: /\/lib\/ProxyFinalResponseFilter\.[jt]s$/,
      line: 'proxyToClientResponse.write(chunk)',
    },
    advice: { says: [/writ/i], never: [/Promise\.all/] },
  },
}
