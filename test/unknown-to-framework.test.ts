import { expect, it } from 'vitest'
import { folderOf, run } from './program'

/** A framework that takes a handler for one that has found nothing unless its response has ended, and an error handler. */
const files = (handler: string) => ({
  'node_modules/strict-frame/package.json': '{ "name": "strict-frame", "version": "1.0.0" }',
  'node_modules/strict-frame/index.js': `
exports.serve = (handler, onError) => require('node:http').createServer(async (req, res) => {
  try {
    await handler(req, res)
    if (!res.writableEnded) throw new Error('nothing for ' + req.url)
  } catch (error) {
    onError(error, req, res)
  }
})
`,
  'app.js': `
process.on('unhandledRejection', () => {})
const load = async () => { await null; throw new TypeError('no rows') }
const onError = (error, _, res) => { res.setHeader('x-failed', '1'); res.end(error.message) }
${handler}
const server = require('strict-frame').serve(handle, onError)
server.listen(0, '127.0.0.1', async () => {
  await fetch(\`http://127.0.0.1:\${server.address().port}\`).then(response => response.text())
  setTimeout(() => process.exit(), 100)
})
`,
})

const adviceOn = async (handler: string) => {
  const { conflicts } = await run(folderOf(files(handler)))
  return conflicts.map(({ cause, fork, fix, hidden }) => [
    cause,
    fork && `${fork.function} ${fork.first.line} ${fork.second.line}`,
    hidden?.message,
    fix.text,
    fix.candidates?.length ?? 0,
  ])
}

it('a framework that makes an error for want of a response is one of two responders', async () => {
  const handler = `function handle(_, res) {
  res.writeHead(200, { 'content-type': 'text/event-stream' })
  setTimeout(() => res.end(), 20)
}`
  expect(await adviceOn(handler)).toEqual([
    [
      'two-responders',
      'handle 6 8',
      undefined,
      'Tell strict-frame@1.0.0 of the response at app.js:6: keep the handler waiting until the response is done, or let strict-frame@1.0.0 send it.',
      0,
    ],
  ])
})

it('an error of the handler is what its error handler responds for', async () => {
  const handler = `async function handle(_, res) {
  res.writeHead(200, { 'content-type': 'text/event-stream' })
  setTimeout(() => res.end(), 20)
  await load()
}`
  expect(await adviceOn(handler)).toEqual([
    ['error-after-response', 'handle 6 8', 'no rows', expect.stringMatching('res.headersSent'), 0],
  ])
})
