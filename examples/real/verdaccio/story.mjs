import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stopThere } from '../advice.mjs'
import { exchange } from '../client.mjs'

const config = (data, upstream) => `
storage: ${join(data, 'storage')}
uplinks:
  registry:
    url: ${upstream}
packages:
  '**':
    access: $all
    proxy: registry
`

const path = '/left-pad/-/left-pad-1.0.0.tgz'
let tarball

export default {
  package: 'verdaccio',
  report: 'https://github.com/verdaccio/verdaccio/issues/877',
  // A registry whose connection is lost in the middle of a tarball.
  upstream(request, response) {
    if (request.url === path) {
      tarball = response
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': 1000 })
      response.write('the beginning')
      return
    }
    const dist = { tarball: `http://${request.headers.host}${path}` }
    const versions = { '1.0.0': { name: 'left-pad', version: '1.0.0', dist } }
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ name: 'left-pad', 'dist-tags': { latest: '1.0.0' }, versions }))
  },
  start({ data, upstream }) {
    const file = join(data, 'config.yaml')
    writeFileSync(file, config(data, upstream))
    return { program: 'node_modules/verdaccio/bin/verdaccio', args: ['--config', file] }
  },
  healthy: ['/', '/-/ping', '/left-pad', '/-/none'],
  provoke: ({ origin }) => exchange(origin + path, { onBody: () => tarball.destroy() }),
  right: {
    causes: ['error-after-response'],
    hidden: /content length mismatch/,
    first: { owner: 'app', file: /\/api\/endpoint\/api\/package\.[jt]s$/, line: 'stream.pipe(res)' },
    // `res.report_error` is the server's own: both are its lines, one within the other.
    second: {
      owner: 'app',
      file: /\/api\/(endpoint\/api\/package|middleware)\.[jt]s$/,
      line: /res\.report_error\(err\)|res\.send\(body\)/,
    },
    advice: stopThere,
  },
}
