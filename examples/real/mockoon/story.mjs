import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stopThere } from '../advice.mjs'
import { exchange } from '../client.mjs'

/** A mock without routes: all is requested from the upstream. */
const environment = upstream => ({
  uuid: '3c0b6c7a-4ab6-4a3c-9b4e-1f1d2d3c4b5a',
  lastMigration: 33,
  name: 'proxy',
  endpointPrefix: '',
  latency: 0,
  port: 3000,
  hostname: '',
  folders: [],
  routes: [],
  rootChildren: [],
  proxyMode: true,
  proxyHost: upstream,
  proxyRemovePrefix: false,
  tlsOptions: {
    enabled: false,
    type: 'CERT',
    pfxPath: '',
    certPath: '',
    keyPath: '',
    caPath: '',
    passphrase: '',
  },
  cors: true,
  headers: [],
  proxyReqHeaders: [],
  proxyResHeaders: [],
  data: [],
  callbacks: [],
})

let response

export default {
  package: '@mockoon/cli',
  // Begins a body in chunks, and goes on with what is none.
  upstream(request, res) {
    if (request.url.endsWith('/healthy')) return res.end('hello')
    response = res
    response.write('the beginning')
  },
  start({ data, upstream }) {
    const file = join(data, 'environment.json')
    writeFileSync(file, JSON.stringify(environment(upstream)))
    return { program: 'node_modules/@mockoon/cli/bin/run.js', args: ['start', '--data', file] }
  },
  ready: /Server started/,
  healthy: ['/healthy'],
  provoke: ({ origin }) => exchange(`${origin}/`, { onBody: () => response.socket.write('no chunk') }),
  right: {
    causes: ['error-after-response'],
    hidden: /Parse Error/,
    first: {
      owner: 'package',
      package: 'http-proxy',
      file: /\/passes\/web-incoming\.js$/,
      line: 'proxyRes.pipe(res)',
    },
    second: {
      owner: 'package',
      package: '@mockoon/commons-server',
      file: /\/libs\/server\/server\.js$/,
      line: "response.set('Content-Type', 'text/plain')",
    },
    advice: stopThere,
  },
}
