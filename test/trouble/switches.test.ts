import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, root, run } from '../program'

const app = `${aResponse}res.end()
try { res.setHeader('a', 'b') } catch {}
console.log('started')
`

describe('a wrong value', () => {
  it.each([
    ['HEADERS_TRACE', 'of', 'on, 1, true, off, 0 or false', 'true'],
    ['HEADERS_TRACE', 'yes', 'on, 1, true, off, 0 or false', 'true'],
    ['HEADERS_TRACE_FORMAT', 'xml', 'pretty, json or line', 'pretty'],
    ['HEADERS_TRACE_STRICT', '2', '1, on, true, 0, off or false', 'false'],
    ['HEADERS_TRACE_FORMAT', 'a\nb\u001b[31m', 'pretty, json or line', 'pretty'],
    ['HEADERS_TRACE_FORMAT', 'x'.repeat(10_000), 'pretty, json or line', 'pretty'],
  ])(
    'of %s (%j) is reported in one line, and the default is used',
    async (variable, value, allowed, fallback) => {
      const { stdout, stderr, conflicts, code } = await run(folderOf({ 'app.js': app }), {
        environment: { [variable]: value },
      })
      const warnings = stderr.split('\n').filter(line => line.startsWith('headers-trace: '))
      const shown = JSON.stringify(value.slice(0, 80)).replaceAll('\\u001b', '\\u001b')
      expect(warnings).toEqual([`headers-trace: ${variable} is ${shown}, not ${allowed}; using ${fallback}`])
      expect(stdout).toBe('started\n')
      expect(conflicts).toHaveLength(1)
      expect(code).toBe(0)
    },
  )

  it.each([
    ['format', "'xml'", '"xml"'],
    ['format', 'null', 'null'],
    ['format', 'Object.create(null)', '[Object: null prototype] {}'],
    ['format', "Symbol('xml')", 'Symbol(xml)'],
    ['output', '7', '7'],
    ['output', "''", '""'],
    ['strict', '[]', '[]'],
    ['enabled', "'of'", '"of"'],
  ])(
    'of the option %s (%s) is reported in one line, and the default is used',
    async (option, value, shown) => {
      const install = `require(${JSON.stringify(`${root}dist/src/index.js`)}).install({ ${option}: ${value} })`
      const { stdout, stderr, conflicts } = await run(folderOf({ 'app.js': `${install}\n${app}` }), {
        args: [],
      })
      const warnings = stderr.split('\n').filter(line => line.startsWith('headers-trace: '))
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain(`headers-trace: the option ${option} is ${shown}, not `)
      expect(stdout).toBe('started\n')
      expect(conflicts).toHaveLength(1)
    },
  )

  it('of every switch is reported in a line each', async () => {
    const wrong = { HEADERS_TRACE: 'x', HEADERS_TRACE_FORMAT: 'x', HEADERS_TRACE_STRICT: 'x' }
    const { stdout, stderr } = await run(folderOf({ 'app.js': app }), { environment: wrong })
    expect(stderr.match(/^headers-trace: HEADERS_TRACE\w* is "x", not /gm)).toHaveLength(3)
    expect(stdout).toBe('started\n')
  })

  it('is reported once, however often the watch is installed', async () => {
    const install = `require(${JSON.stringify(`${root}dist/src/index.js`)}).install()\n`
    const { stderr } = await run(folderOf({ 'app.js': install + install + app }), {
      environment: { HEADERS_TRACE_FORMAT: 'xml' },
    })
    expect(stderr.match(/^headers-trace: /gm)).toHaveLength(1)
  })

  it('is reported by the main thread only', async () => {
    const worker = `new (require('node:worker_threads').Worker)('', { eval: true })\n`
    const { stderr } = await run(folderOf({ 'app.js': worker + app }), {
      environment: { HEADERS_TRACE_FORMAT: 'xml' },
    })
    expect(stderr.match(/^headers-trace: /gm)).toHaveLength(1)
  })
})

describe('a value', () => {
  it.each(['on', '1', 'true', 'ON', ' on ', ''])('%j of HEADERS_TRACE switches on', async value => {
    const { conflicts, stderr } = await run(folderOf({ 'app.js': app }), {
      environment: { HEADERS_TRACE: value },
    })
    expect(conflicts).toHaveLength(1)
    expect(stderr).not.toContain('headers-trace: ')
  })

  it.each(['off', '0', 'false', 'OFF', 'False'])('%j of HEADERS_TRACE switches off', async value => {
    const { conflicts, stderr } = await run(folderOf({ 'app.js': app }), {
      environment: { HEADERS_TRACE: value },
    })
    expect(conflicts).toHaveLength(0)
    expect(stderr).toBe('')
  })

  it.each(['json', 'JSON'])('%j of HEADERS_TRACE_FORMAT asks for JSON', async value => {
    const { stderr } = await run(folderOf({ 'app.js': app }), {
      environment: { HEADERS_TRACE_FORMAT: value },
    })
    expect(JSON.parse(stderr)).toMatchObject({ schema: 'headers-trace/1' })
  })

  it('given to install() counts for more than the environment', async () => {
    const install = `require(${JSON.stringify(`${root}dist/src/index.js`)}).install({ enabled: true, format: 'json' })\n`
    const { stderr } = await run(folderOf({ 'app.js': install + app }), {
      args: [],
      environment: { HEADERS_TRACE: 'off', HEADERS_TRACE_FORMAT: 'pretty' },
    })
    expect(JSON.parse(stderr)).toMatchObject({ schema: 'headers-trace/1' })
  })
})

describe('switched off', () => {
  const look = `const http = require('node:http')
const mine = ${JSON.stringify(`${root}dist/`)}
console.log(JSON.stringify({
  loaded: Object.keys(require.cache).filter(file => file.startsWith(mine)).map(file => file.slice(mine.length)),
  patched: [http.OutgoingMessage.prototype, http.ServerResponse.prototype].flatMap(prototype =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype))
      .filter(([, { value }]) => typeof value === 'function' && /\\boriginal\\b/.test(value))
      .map(([name]) => name)),
  subscribed: ['http.server.request.start', 'headers-trace:installed', 'headers-trace:flush']
    .filter(name => require('node:diagnostics_channel').channel(name).hasSubscribers),
  listening: process.eventNames().filter(name => name === 'exit'),
}))
`

  it('nothing is patched, hooked or loaded', async () => {
    const folder = folderOf({ 'app.js': look })
    const { stdout, stderr } = await run(folder, { environment: { HEADERS_TRACE: 'off' } })
    expect(JSON.parse(stdout)).toEqual({
      loaded: ['register.js', 'src/options.js'],
      patched: [],
      subscribed: [],
      listening: [],
    })
    expect(stderr).toBe('')
  })

  it('and the check that shows it would find it', async () => {
    const { stdout } = await run(folderOf({ 'app.js': look }))
    const seen = JSON.parse(stdout)
    expect(seen.loaded).toContain('src/install.js')
    expect(seen.patched).toContain('setHeader')
    expect(seen.subscribed).toHaveLength(3)
  })

  it('install() does nothing, and neither does its undo', async () => {
    const index = JSON.stringify(`${root}dist/src/index.js`)
    const { conflicts, stderr, code } = await run(
      folderOf({
        'app.js': `const undo = require(${index}).install({ enabled: false })\n${app}undo()\nundo()`,
      }),
      { args: [] },
    )
    expect(conflicts).toEqual([])
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })
})
