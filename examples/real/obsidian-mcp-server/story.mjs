import { exchange } from '../client.mjs'

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-03-26',
    capabilities: {},
    clientInfo: { name: 'client', version: '1.0.0' },
  },
}

export default {
  package: 'obsidian-mcp-server',
  report: 'https://github.com/cyanheads/obsidian-mcp-server/issues/30',
  // Obsidian, whose state the server requests before it listens.
  upstream(_request, response) {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ service: 'Obsidian Local REST API', authenticated: true, versions: {} }))
  },
  start: ({ upstream }) => ({
    program: 'node_modules/obsidian-mcp-server/dist/index.js',
    env: {
      MCP_TRANSPORT_TYPE: 'http',
      OBSIDIAN_API_KEY: 'none',
      OBSIDIAN_BASE_URL: upstream,
      OBSIDIAN_ENABLE_CACHE: 'false',
    },
  }),
  healthy: ['/', '/mcp'],
  provoke: ({ origin }) =>
    exchange(`${origin}/mcp`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
      body: JSON.stringify(initialize),
    }),
  right: {
    causes: ['two-responders'],
    first: {
      owner: 'app',
      file: /\/mcp-server\/transports\/httpTransport\.js$/,
      line: 'return await transport.handleRequest(c.env.incoming, c.env.outgoing, body)',
    },
    second: {
      owner: 'package',
      package: '@hono/node-server',
      file: /\/dist\/index\.mjs$/,
      line: 'outgoing.writeHead(res.status',
    },
    advice: { says: [/@hono\/node-server/], never: [/`return`|Return after|\bnext\b/] },
  },
}
