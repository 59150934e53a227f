import { beforeAll, describe, expect, test } from 'vitest'
import { folderOf, run } from './program'
import { table } from './programs/outgoing.mjs'
import { table as innocent } from './programs/outgoing-no-conflict.mjs'
import { type Observed, observe } from './run-table'

const change = { kind: 'request', path: '/asked', outcome: 'threw', code: 'ERR_HTTP_HEADERS_SENT' }
const late = { ...change, outcome: 'emitted', code: 'ERR_STREAM_WRITE_AFTER_END', header: null }

const operations = ['setHeader', 'setHeaders', 'appendHeader', 'removeHeader']

describe("a request of the application's own that is changed too late is reported once, with both sides", () => {
  let reported: Observed['results']
  beforeAll(async () => {
    // On a busy machine the budget would rightly leave out the way.
    reported = (await observe('outgoing.mjs', { environment: { HEADERS_TRACE_BUDGET: 'full' } })).results
  })

  const setHeader = { ...change, operation: 'setHeader', header: 'X-Late' }
  const expected: Record<string, object> = {
    ...Object.fromEntries(
      ['flushHeaders', 'write', 'end'].flatMap(first =>
        operations.map(operation => [
          `${operation} after ${first}`,
          {
            ...change,
            operation,
            header: operation === 'setHeaders' ? null : 'X-Late',
            first,
            second: operation,
          },
        ]),
      ),
    ),
    'write after end': { ...late, operation: 'write', first: 'end', second: '<anonymous>' },
    'end after end': { ...late, operation: 'end', first: 'end', second: '<anonymous>' },
    'write after end, then setHeader': { ...late, operation: 'write', first: 'end', second: '<anonymous>' },
    'setHeader of a request whose headers are an array': {
      ...setHeader,
      first: 'sendFirst',
      second: 'sendSecond',
    },
    'setHeader of http.get': { ...setHeader, first: 'sendFirst', second: 'sendSecond' },
    'setHeader after a wait, in which a pipe has sent': {
      ...setHeader,
      first: 'sendSecond',
      second: '<anonymous>',
    },
  }

  test.each(Object.keys(table))('%s', title => {
    expect(reported[title]).toEqual([expected[title]])
  })
})

describe('nothing is reported of', () => {
  let reported: Observed['results']
  beforeAll(async () => {
    reported = (await observe('outgoing-no-conflict.mjs')).results
  })

  test.each(Object.keys(innocent))('%s', title => {
    expect(reported[title]).toEqual([])
  })
})

describe('a late body of a request', () => {
  test('is reported where a mock has put a class of its own in the place of Node’s', async () => {
    const app = `
const http = require('node:http')
const { request } = http
http.ClientRequest = class Mock extends http.ClientRequest {}
const server = http.createServer((req, res) => { req.resume(); res.end('ok') })
server.listen(0, () => {
  const req = request({ port: server.address().port, method: 'POST', agent: false }, res => res.resume())
  req.on('error', () => {})
  req.on('close', () => server.close())
  req.end('first')
  req.write('second')
})
`
    const { conflicts } = await run(folderOf({ 'app.js': app }))
    expect(conflicts.map(({ kind, second }) => [kind, second.operation, second.site?.line])).toEqual([
      ['request', 'write', 11],
    ])
  })
})

describe('of a request target with credentials', () => {
  test('nothing of them is recorded', async () => {
    const app = `
const http = require('node:http')
const net = require('node:net')
const server = http.createServer((req, res) => {
  req.route = { path: '/x' }
  req.baseUrl = 'http://user:secret@host.example'
  res.end('x')
  try { res.setHeader('a', 'b') } catch {}
})
server.listen(0, () => {
  net.connect(server.address().port).end('GET http://user:secret@host.example/x?token=1 HTTP/1.1\\r\\nHost: host.example\\r\\nConnection: close\\r\\n\\r\\n')
    .on('close', () => server.close()).resume()
})
`
    const { conflicts, stderr } = await run(folderOf({ 'app.js': app }))
    expect(conflicts).toHaveLength(1)
    expect(JSON.stringify(conflicts) + stderr.replace(/^.*│.*$/gm, '')).not.toMatch(/secret|token/)
  })
})
