import { exchange } from '../client.mjs'

export default {
  package: 'next',
  report: 'https://github.com/vercel/next.js/issues/82387',
  start: () => ({ program: 'server.js', env: { NEXT_TELEMETRY_DISABLED: '1' } }),
  provoke: ({ origin }) => exchange(`${origin}/`),
  right: {
    causes: ['late-header'],
    first: { owner: 'app', file: /^server\.js$/, line: 'await handle(req, res)' },
    second: { owner: 'app', file: /^server\.js$/, line: "res.setHeader('X-Served-By'", outcome: 'lost' },
    advice: { says: [/before/i], never: [/Promise\.all/] },
  },
}
