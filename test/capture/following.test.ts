import { beforeAll, describe, expect, test } from 'vitest'
import { canFollow, runProgram } from '../run-node'
import { type Observed, observe, programOf } from '../run-table'

let results: Observed['results']
let paths: Observed['results']
beforeAll(async () => {
  const flags = ['--require', programOf('count-hook-calls.cjs')]
  const both = [
    observe('following.mjs', { flags, environment: { HEADERS_TRACE_BUDGET: '5' } }),
    observe('following.mjs', { environment: { HEADERS_TRACE_BUDGET: '5', ROWS: 'paths' } }),
  ]
  ;[results, paths] = (await Promise.all(both)).map(observed => observed.results) as [
    Observed['results'],
    Observed['results'],
  ]
})

describe('no hook is called for work that is for no request', () => {
  test.each([
    'before the first request',
    'after a request',
    'after a request that makes random bytes at once',
    'after a request on a connection that stays open',
    'after a request whose handler awaits',
    'after a request whose timer was cleared',
    'in the end, after a response whose client has left',
    'in the end, after a request that leaves a timer behind',
    'in the end, after a request that leaves a promise behind',
    'in the end, after a second attempt two seconds after the end',
  ])('%s', title => {
    expect(results[title]).toBe(0)
  })
})

describe.runIf(canFollow)('where this Node allows it', () => {
  test('hooks are called while a response is open', () => {
    expect(results['while a response is open']).toBe(true)
  })

  test('a resource that was left behind has its path after other requests', () => {
    expect(paths['a second attempt in a resource that was left behind, after other requests']).toEqual({
      exact: true,
      path: ['late', 'later', expect.any(String), 'Job', 'handle', 'serve'],
    })
  })

  test('a timer has its path two seconds after the end', () => {
    expect(paths['a second attempt by a timer, two seconds after the end']).toEqual({
      exact: true,
      path: ['later', expect.any(String), 'setTimeout', 'handle', 'serve'],
    })
  })

  test('what is awaited has its path two seconds after the end', () => {
    expect(paths['a second attempt after an await, two seconds after the end']).toEqual({
      exact: true,
      path: ['later', 'await', 'later', 'handle', 'serve'],
    })
  })
})

/** Says who listens to the ends of responses: while one is followed that stays open, and when nothing but samples is taken. */
const sampling = `const http = require('node:http')
const diagnostics = require('node:diagnostics_channel')
let level = 'paths'
diagnostics.subscribe('headers-trace:budget', state => { level = state.level })
const areEndsHeard = () => diagnostics.channel('http.server.response.finish').hasSubscribers
const heard = []
let open
const server = http.createServer((req, res) => {
  if (req.url === '/open') open = res
  else res.end('ok')
  heard.push(areEndsHeard())
})
server.listen(0, '127.0.0.1', async () => {
  const get = path => new Promise(done => http.get({ port: server.address().port, host: '127.0.0.1', path }, res => res.resume().on('end', done)))
  const first = get('/open')
  while (level !== 'samples') await get('/other')
  console.log(JSON.stringify([heard[0], areEndsHeard()]))
  open.end('ok')
  await first
  server.close()
})
`

test.runIf(canFollow)('nobody listens to the ends of responses while only samples are taken', async () => {
  const environment = { HEADERS_TRACE_BUDGET: '0' }
  const { stdout } = await runProgram(sampling, { environment }, 'app.cjs')
  expect(JSON.parse(stdout)).toEqual([true, false])
})
