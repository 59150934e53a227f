import { exchange } from '../client.mjs'

const etag = '"left-pad-1"'

export default {
  package: 'npm_lazy',
  report: 'https://github.com/mixu/npm_lazy/issues/90',
  // A registry with one package.
  upstream(_request, response) {
    response.writeHead(200, { 'Content-Type': 'application/json', ETag: etag })
    response.end(JSON.stringify({ name: 'left-pad', versions: {} }))
  },
  start: ({ upstream }) => ({
    program: 'node_modules/npm_lazy/bin/npm_lazy',
    args: ['--remote-url', `${upstream}/`],
  }),
  healthy: ['/left-pad'],
  provoke: ({ origin }) => exchange(`${origin}/left-pad`, { headers: { 'If-None-Match': etag } }),
  right: {
    kind: 'body',
    causes: ['missing-return'],
    first: { owner: 'app', file: /\/npm_lazy\/lib\/etag\.js$/, line: 'res.end()' },
    second: { owner: 'app', file: /\/npm_lazy\/lib\/api\.js$/, line: 'res.end(JSON.stringify(fullpath))' },
    fork: { file: /\/npm_lazy\/lib\/api\.js$/ },
    advice: { says: [/handle304|return/], never: [/Promise\.all/] },
  },
}
