import { stopThere } from '../advice.mjs'
import { leavePipelined } from '../client.mjs'

export default {
  package: 'node-red-dashboard',
  report: 'https://github.com/node-red/node-red-dashboard/issues/849',
  start: ({ data }) => ({
    program: 'node_modules/node-red/red.js',
    args: ['--userDir', data, '--settings', 'settings.js'],
  }),
  ready: /Started flows/,
  healthy: ['/', '/ui/', '/ui_base/js/app.min.js', '/ui_base/js/none.js'],
  provoke: ({ origin }) => leavePipelined(origin, Array(3).fill('/ui_base/js/app.min.js')),
  right: {
    causes: ['error-after-response'],
    hidden: /Request aborted/,
    first: {
      owner: 'package',
      package: 'node-red-dashboard',
      file: /\/nodes\/ui_base\.js$/,
      line: 'res.sendFile(req.params[0], optsjs',
    },
    second: {
      owner: 'package',
      package: 'node-red-dashboard',
      file: /\/nodes\/ui_base\.js$/,
      line: 'res.sendStatus(404)',
    },
    advice: stopThere,
  },
}
