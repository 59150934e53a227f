import { exchange } from '../client.mjs'

const file = /\/netlify-lambda\/lib\/serve\.js$/

export default {
  package: 'netlify-lambda',
  report: 'https://github.com/netlify/netlify-lambda/issues/120',
  // A second instead of the ten that it allows.
  start: () => ({
    program: 'node_modules/netlify-lambda/bin/cmd.js',
    args: ['--static', '--timeout', '1', 'serve', 'functions'],
  }),
  healthy: ['/', '/favicon.ico', '/none'],
  provoke: ({ origin }) => exchange(`${origin}/.netlify/functions/hello`),
  right: {
    kind: 'body',
    causes: ['timeout-race'],
    first: { owner: 'app', file, function: /callback$/, line: 'response.end()' },
    second: { owner: 'app', file, function: /handleInvocationTimeout$/, line: 'response.write(' },
    advice: { says: [/clear/i], never: [/Promise\.all/, /\breturn\b/i] },
  },
}
