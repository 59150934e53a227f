import { describe, expect, it } from 'vitest'
import { linesIn, marksOf } from '../program'
import { runProgram } from '../run-node'

/** Responds twice on /real, where `UNTIL` says so only when nothing but samples is taken. */
const program = `const http = require('node:http')
const diagnostics = require('node:diagnostics_channel')
let level = 'paths'
diagnostics.subscribe('headers-trace:budget', state => { level = state.level })
diagnostics.subscribe('headers-trace:conflict', ({ fingerprint, occurrence, first }) =>
  console.log(JSON.stringify({ fingerprint, occurrence, exact: first.exact, line: first.site?.line ?? null })))

const server = http.createServer((req, res) => {
  if (req.url !== '/real') return res.end('other')
  // No method of Node's sends this one.
  if (process.env.IS_UNSEEN) res._header = 'HTTP/1.1 200 OK\\r\\n\\r\\n'
  else res.end('real') // first
  setImmediate(late, res)
})
function late(res) {
  try {
    res.setHeader('x', 'y') // second
  } catch {}
  if (process.env.IS_UNSEEN) res.socket.destroy()
}

server.listen(0, '127.0.0.1', async () => {
  const agent = new http.Agent({ keepAlive: true })
  const get = path => new Promise(done => http.get({ port: server.address().port, host: '127.0.0.1', path, agent }, r => r.resume()).on('error', () => {}).on('close', () => setTimeout(done, 5)))
  if (process.env.UNTIL === 'samples') while (level !== 'samples') await get('/other')
  for (let left = Number(process.env.TIMES); left > 0; left--) await get('/real')
  server.close()
  agent.destroy()
})
`

async function reports(environment: Record<string, string>) {
  const { stdout, conflicts } = await runProgram(program, { environment }, 'app.cjs')
  return {
    heard: stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
    conflicts,
  }
}

describe('a bug that is seen while only samples are taken', () => {
  it('has the fingerprint that it has where everything is recorded, once it is exact', async () => {
    const full = await reports({ HEADERS_TRACE_BUDGET: 'full', TIMES: '1' })
    const sampled = await reports({ HEADERS_TRACE_BUDGET: '0', UNTIL: 'samples', TIMES: '30' })
    expect(new Set([...full.heard, ...sampled.heard].map(({ fingerprint }) => fingerprint)).size).toBe(1)
    expect(sampled.heard.map(({ occurrence }) => occurrence)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    )
    expect(sampled.heard.filter(({ exact }) => !exact).length).toBeLessThanOrEqual(1)
    expect(linesIn(sampled.conflicts[0])).toEqual(marksOf('app.cjs', program))
    expect(sampled.conflicts[0]?.first.exact).toBe(true)
  })

  it('is reported at the end without what was not recorded, where it came only once', async () => {
    const environment = { HEADERS_TRACE_BUDGET: '0', UNTIL: 'samples', TIMES: '1', IS_UNSEEN: '1' }
    const { heard, conflicts } = await reports(environment)
    expect(heard).toHaveLength(1)
    expect(conflicts[0]?.first).toMatchObject({ exact: false, site: null, path: null, at: null })
    expect(linesIn(conflicts[0]).second).toBe(marksOf('app.cjs', program).second)
  })
})
