import { request } from 'node:http'
import { exchange } from '../client.mjs'

const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' }

export default {
  package: '@modelcontextprotocol/inspector-server',
  report: 'https://github.com/modelcontextprotocol/inspector/pull/295',
  start: () => ({ program: 'node_modules/@modelcontextprotocol/inspector-server/build/index.js' }),
  healthy: ['/health', '/config', '/none'],
  async provoke({ origin }) {
    const endpoint = await endpointOfSession(origin)
    await exchange(origin + endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(initialized),
    })
  },
  right: {
    causes: ['error-after-response'],
    hidden: /SSE connection not established/,
    first: {
      owner: 'app',
      file: /\/inspector-server\/build\/index\.js$/,
      line: 'await transport.handlePostMessage(req, res)',
    },
    second: {
      owner: 'app',
      file: /\/inspector-server\/build\/index\.js$/,
      line: 'res.status(500).json(error)',
    },
    fork: { file: /\/inspector-server\/build\/index\.js$/ },
    advice: { says: [/headersSent/], never: [/Promise\.all/, /client (has )?left/i] },
  },
}

/** Opens a session and leaves it; `cat`, which sends each message back, is the server that it inspects. */
function endpointOfSession(origin) {
  return new Promise((resolve, reject) => {
    request(`${origin}/sse?transportType=stdio&command=cat&args=`, { agent: false }, response => {
      let endpoint
      response.setEncoding('utf8').once('data', text => {
        endpoint = /data: (\S+)/.exec(text)?.[1]
        response.destroy()
      })
      response.once('error', () => {}).once('close', () => resolve(endpoint))
    })
      .once('error', reject)
      .end()
  })
}
