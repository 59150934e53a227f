import { exchange } from '../client.mjs'

export default {
  package: 'webpack-dev-server',
  report: 'https://github.com/webpack/webpack-dev-server/issues/5519',
  start: () => ({ program: 'node_modules/webpack-cli/bin/cli.js', args: ['serve'] }),
  ready: /compiled/,
  healthy: ['/', '/main.js', '/app', '/app/logo.svg', '/none'],
  async provoke({ origin }) {
    const { headers } = await exchange(`${origin}/app`)
    await exchange(`${origin}/app`, { headers: { 'If-None-Match': headers?.etag } })
  },
  right: {
    causes: ['next-after-response'],
    first: {
      owner: 'package',
      package: 'webpack-dev-middleware',
      file: /\/dist\/(utils\/compatibleAPI|middleware)\.js$/,
      line: /res\.end\(|finish\(res\)/,
    },
    second: {
      owner: 'package',
      package: 'serve-static',
      file: /\/serve-static\/index\.js$/,
      line: "res.setHeader('Content-Type'",
    },
    fork: { file: /\/webpack-dev-middleware\/dist\/middleware\.js$/ },
    advice: { says: [/\b(next|goNext)\b/], never: [/Promise\.all/] },
  },
}
