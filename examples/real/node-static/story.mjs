import { exchange } from '../client.mjs'

export default {
  package: 'node-static',
  report: 'https://github.com/cloudhead/node-static/issues/241',
  start: () => ({ program: 'node_modules/node-static/bin/cli.js', args: ['public'] }),
  healthy: ['/', '/index.html', '/none'],
  // As browsers request videos.
  provoke: ({ origin }) => exchange(`${origin}/index.html`, { headers: { Range: 'bytes=0-' } }),
  right: {
    causes: ['headers-flushed-early'],
    first: {
      owner: 'app',
      file: /\/node-static\/lib\/node-static\.js$/,
      function: /respondNoGzip$/,
      line: 'res.writeHead(status, headers)',
    },
    second: {
      owner: 'app',
      file: /\/node-static\/lib\/node-static\.js$/,
      function: /finish$/,
      line: 'res.writeHead(status, headers)',
    },
    // Where it has written the head it still has to send the file.
    advice: { says: [/head/i], never: [/\breturn\b/i, /Promise\.all/] },
  },
}
