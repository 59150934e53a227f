import { expect, it } from 'vitest'
import { folderOf, run } from './program'

/** A framework that does not wait for the promise that a handler returns, and a handler. */
const files = (handler: string) => ({
  'node_modules/forgetful/package.json': '{ "name": "forgetful", "version": "1.0.0" }',
  'node_modules/forgetful/index.js': `
exports.serve = handler => require('node:http').createServer((req, res) => {
  handler(req, res)
  if (!res.headersSent) res.writeHead(404).end('not found')
})
`,
  'app.js': `
const { setTimeout: sleep } = require('node:timers/promises')
const work = async res => {
  await sleep(5)
  try { res.setHeader('x-late', '1') } catch {}
  res.end('found')
}
const server = require('forgetful').serve(${handler})
server.listen(0, '127.0.0.1', async () => {
  await fetch(\`http://127.0.0.1:\${server.address().port}\`).then(response => response.text())
  setTimeout(() => process.exit(), 100)
})
`,
})

const adviceOn = async (handler: string) => {
  const { conflicts } = await run(folderOf(files(handler)))
  return conflicts.map(({ cause, fix }) => [
    cause,
    fix.text.match(/did not wait|Await/)?.[0],
    fix.edits.length,
  ])
}

it.each([['async (_req, res) => { await work(res) }'], ['async (_req, res) => work(res)']])(
  'no advice to await is given for a handler that awaits its work: %s',
  async handler => {
    expect(await adviceOn(handler)).toEqual([['not-awaited', 'did not wait', 0]])
  },
)

it('the advice for a handler that does not await its work is to await it', async () => {
  expect(await adviceOn('async (_req, res) => { work(res) }')).toEqual([['not-awaited', 'Await', 1]])
})
