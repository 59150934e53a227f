import { exchange } from '../client.mjs'

export default {
  package: 'github-webhook-handler',
  start: () => ({ program: 'server.js' }),
  healthy: ['/healthy'],
  provoke: ({ origin }) =>
    exchange(`${origin}/webhook`, {
      method: 'POST',
      headers: { 'X-Hub-Signature': 'sha1=0', 'X-GitHub-Event': 'push', 'X-GitHub-Delivery': '1' },
      body: '{}',
    }),
  right: {
    kind: 'body',
    causes: ['error-after-response'],
    hidden: /X-Hub-Signature does not match blob signature/,
    first: {
      owner: 'package',
      package: 'github-webhook-handler',
      file: /\/github-webhook-handler\.js$/,
      line: 'res.end(JSON.stringify({ error: msg }))',
    },
    second: { owner: 'app', file: /^server\.js$/, line: "res.end('no such location')" },
    advice: { says: [/headersSent/], never: [/fix the error first/i, /Promise\.all/, /\bawait\b/] },
  },
}
