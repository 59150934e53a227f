import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../src/diagnose/edits/apply-edits'
import { folderOf, run } from '../program'

// A server that responds to one request after the other, and prints what the client has got.
const programOf = (paths: readonly string[], listener: string) => `const http = require('node:http')

${listener}

const server = http.createServer(handle)
process.on('uncaughtException', error => console.log(error.code))

server.listen(0, '127.0.0.1', async () => {
  for (const path of ${JSON.stringify(paths)}) {
    const url = \`http://127.0.0.1:\${server.address().port}\${path}\`
    const response = await fetch(url, { signal: AbortSignal.timeout(3000) })
    const body = await response.text().catch(error => error.message)
    console.log(path, response.status, body)
  }
  server.close()
  server.closeAllConnections()
})
`

interface Row {
  readonly listener: string
  readonly paths: readonly string[]
  readonly cause: string
  /** What the first candidate says that it does. */
  readonly says: RegExp
  /** What the client gets with it. */
  readonly printed: string
}

const table: Record<string, Row> = {
  'a deadline whose timer is cleared when the response is closed': {
    listener: `function handle(req, res) {
  setTimeout(() => {
    res.statusCode = 503
    res.setHeader('X-Late', 'yes')
    res.end('too slow')
  }, 200)
  if (req.url === '/none') {
    res.writeHead(404).end('none')
    return
  }
  setImmediate(() => res.end('done'))
}`,
    paths: ['/none', '/'],
    cause: 'timeout-race',
    says: /^Clear the timer of app\.js:4 when the response is closed\.$/,
    printed: '/none 404 none\n/ 200 done\n',
  },
  'a helper that responds to some requests': {
    listener: `function check(req, res) {
  if (req.url === '/bad') res.writeHead(403).end('bad')
  else res.checked = true
}

function handle(req, res) {
  check(req, res)
  res.writeHead(200, { 'X-Checked': res.checked })
  res.end('fine')
}`,
    paths: ['/bad', '/'],
    cause: 'missing-return',
    says: /^Return where what is called at app\.js:9 has responded\.$/,
    printed: '/bad 403 bad\n/ 200 fine\n',
  },
  'a header of which the value may be another earlier': {
    listener: `function respond(res) {
  res.end('done')
}

function handle(_, res) {
  const begun = Date.now()
  respond(res)
  res.setHeader('X-Time', Date.now() - begun)
}`,
    paths: ['/'],
    cause: 'late-header',
    says: /^Put app\.js:10 before app\.js:9, where its value may be another\.$/,
    printed: '/ 200 done\n',
  },
  'work that goes on when a deadline has responded': {
    listener: `const work = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

async function handle(req, res) {
  const deadline = setTimeout(() => res.writeHead(503).end('too slow'), 100)
  await work(req.url === '/slow' ? 200 : 1)
  clearTimeout(deadline)
  res.writeHead(200)
  res.end('done')
}`,
    paths: ['/slow', '/'],
    cause: 'timeout-race',
    says: /^Go on after app\.js:7 only where there is no response yet\.$/,
    printed: '/slow 503 too slow\n/ 200 done\n',
  },
  'a callback that runs when a deadline has responded': {
    listener: `const work = (milliseconds, callback) => setTimeout(callback, milliseconds, 'done')

function handle(req, res) {
  res.setTimeout(100, () => res.writeHead(503).end('too slow'))
  work(req.url === '/slow' ? 200 : 1, text => {
    res.writeHead(200)
    res.end(text)
  })
}`,
    paths: ['/slow', '/'],
    cause: 'timeout-race',
    says: /^Run the callback around app\.js:8 only where there is no response yet\.$/,
    printed: '/slow 503 too slow\n/ 200 done\n',
  },
  'an error in the middle of a stream': {
    listener: `const { Readable } = require('node:stream')

function handle(_, res) {
  const file = new Readable({ read() {} })
  file.push('the beginning')
  setTimeout(() => file.destroy(new Error('no more')), 100)
  file.on('error', error => {
    console.error(error.message)
    res.writeHead(500)
    res.end('failed')
  })
  file.pipe(res)
}`,
    paths: ['/'],
    cause: 'error-after-response',
    says: /^Where the response has begun, destroy it instead of responding again at app\.js:11\.$/,
    printed: '/ 200 terminated\n',
  },
}

describe('the first candidate, tried', () => {
  test.each(Object.entries(table))('is right for %s', async (_, row) => {
    const text = programOf(row.paths, row.listener)
    const { conflicts } = await run(folderOf({ 'app.js': text }))
    const fix = conflicts[0]?.fix
    const [candidate] = fix?.candidates ?? []
    expect(conflicts[0]?.cause).toBe(row.cause)
    expect(fix?.edits).toEqual([])
    expect(candidate?.text).toMatch(row.says)

    const edited = applyEdits(text, candidate?.edits ?? [])
    const after = await run(folderOf({ 'app.js': edited }))
    expect(after.conflicts).toEqual([])
    expect(after.stdout).toBe(row.printed)
  })
})
