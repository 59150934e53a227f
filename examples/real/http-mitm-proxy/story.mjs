import { exchange } from '../client.mjs'

export default {
  package: 'http-mitm-proxy',
  // Sends more than it has announced, all at once.
  upstream({ socket }) {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nHello world')
  },
  start: () => ({ program: 'node_modules/http-mitm-proxy/dist/bin/mitm-proxy.js' }),
  provoke: ({ origin, upstream }) => exchange(origin, { headers: { Host: new URL(upstream).host } }),
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
