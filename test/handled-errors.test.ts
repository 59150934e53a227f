import { describe, expect, it } from 'vitest'
import { folderOf, run } from './program'

/** A program whose server responds, fails and responds to that, in a handler of some form; it is asked once. */
const failing = (handler: string, rest = '') => `
const http = require('node:http')
class NotFound extends Error {
  constructor(what) { super('no ' + what); this.name = 'NotFound' }
}
const fail = () => { throw new NotFound('rota') } // made
${rest}
const server = http.createServer(async (req, res) => {
  res.end('first')
  ${handler}
})
server.listen(0, () => http.get({ port: server.address().port, agent: false }, res => res.resume().on('end', () => server.close())))
`

const hiddenOf = async (app: string, environment: NodeJS.ProcessEnv = {}) => {
  const { conflicts, code } = await run(folderOf({ 'app.js': app }), { environment })
  expect(code).toBe(0)
  expect(conflicts).toHaveLength(1)
  return conflicts[0]?.hidden ?? null
}

describe('the error that is being handled is found', () => {
  it.each([
    ['in a catch clause', 'try { fail() } catch (error) { try { res.writeHead(500) } catch {} }'],
    [
      'in a parameter of a function that a catch clause calls',
      'try { fail() } catch (error) { respond(error, res) }',
    ],
    [
      'in a parameter that is taken apart',
      'try { fail() } catch (error) { respondTo({ error, response: res }) }',
    ],
    [
      'after an await',
      'try { await null; fail() } catch (error) { await null; try { res.writeHead(500) } catch {} }',
    ],
    [
      'in a rejection handler',
      'Promise.resolve().then(fail).catch(error => { try { res.writeHead(500) } catch {} })',
    ],
  ])('%s', async (_, handler) => {
    const rest = `function respond(error, response) { try { response.writeHead(500) } catch {} }
async function respondTo({ error, response }) { try { response.writeHead(500) } catch {} }`
    const hidden = await hiddenOf(failing(handler, rest))
    expect(hidden).toMatchObject({ name: 'NotFound', message: 'no rota', site: { line: 6 } })
  })
})

describe('what holds the application’s attention, the search leaves alone', () => {
  it('formats no stack inside the application’s call', async () => {
    const handler = `Error.prepareStackTrace = (error, calls) => { formatted.push(inCall); return String(error) }
  try { fail() } catch (error) { inCall = true; try { res.writeHead(500) } catch {} inCall = false }`
    const rest = `let inCall = false; const formatted = []
process.on('exit', () => { if (formatted.includes(true)) process.exitCode = 3 })`
    await hiddenOf(failing(handler, rest))
  })

  it('is not made where the budget is nothing', async () => {
    const handler = 'try { fail() } catch (error) { try { res.writeHead(500) } catch {} }'
    const app = failing(
      handler,
      'const { Session } = require("node:inspector")\nSession.prototype.connect = () => process.exit(4)',
    )
    const { code } = await run(folderOf({ 'app.js': app }), { environment: { HEADERS_TRACE_BUDGET: '0' } })
    expect(code).toBe(0)
  })
})
