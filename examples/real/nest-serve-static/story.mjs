import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stopThere } from '../advice.mjs'
import { leave } from '../client.mjs'

export default {
  package: '@nestjs/serve-static',
  report: 'https://github.com/nestjs/serve-static/issues/2023',
  start({ data }) {
    writeFileSync(join(data, 'index.html'), `<!doctype html>${'<p>a long page</p>'.repeat(2_000_000)}`)
    return { program: 'main.js', env: { CLIENT: data } }
  },
  healthy: ['/', '/some/page'],
  provoke: ({ origin }) => leave(`${origin}/some/page`),
  right: {
    causes: ['error-after-response'],
    hidden: /Request aborted/,
    first: {
      owner: 'package',
      package: '@nestjs/serve-static',
      file: /\/loaders\/express\.loader\.js$/,
      line: 'res.sendFile(indexFilePath',
    },
    second: {
      owner: 'package',
      package: '@nestjs/serve-static',
      file: /\/loaders\/express\.loader\.js$/,
      line: 'res.status(error.getStatus()).send(',
    },
    advice: stopThere,
  },
}
