import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { register, runExample, stories } from '../../examples/run.mjs'
import { folderOf, node, run } from '../program'

const site = {
  file: expect.any(String),
  line: expect.any(Number),
  column: expect.any(Number),
  function: expect.any(String),
}
const isFrame = (frame: { owner: string; omitted?: number }) =>
  expect(frame).toEqual({
    ...site,
    owner: expect.stringMatching(/^(app|package|node)$/),
    ...(frame.owner === 'package' && {
      package: expect.stringMatching(/^(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+/),
    }),
    ...(frame.omitted !== undefined && { omitted: expect.any(Number) }),
  })

describe('the report in JSON', () => {
  it('has the shape that is promised, of a real server', async () => {
    const { stderr } = await runExample(join(stories, 'found-or-not'), {
      node,
      args: ['--require', register],
      environment: { HEADERS_TRACE_FORMAT: 'json' },
      requests: [{ method: 'GET', path: '/api/company/atlantis?token=secret' }],
    })
    const line = stderr.split('\n').find((line: string) => line.startsWith('{')) ?? ''
    const conflict = JSON.parse(line)

    const side = {
      via: 'res.json',
      at: expect.any(Number),
      exact: true,
      site: { ...site, owner: 'app' },
      path: expect.any(Array),
    }
    expect(conflict).toEqual({
      schema: 'headers-trace/1',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      process: {
        pid: expect.any(Number),
        thread: 0,
        node: expect.stringMatching(/^v\d+\.\d+\.\d+/),
        directory: expect.stringMatching(/^\//),
      },
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
      occurrence: 1,
      request: {
        method: 'GET',
        path: '/api/company/atlantis',
        route: '/api/company/:id',
        age: expect.any(Number),
      },
      kind: 'headers',
      first: { ...side, operation: 'end', status: 404 },
      second: {
        ...side,
        operation: 'setHeader',
        header: 'Content-Type',
        outcome: 'threw',
        code: 'ERR_HTTP_HEADERS_SENT',
      },
      fork: conflict.fork,
      cause: expect.stringMatching(/^[a-z-]+$/),
      evidence: expect.any(Array),
      hidden: null,
      message: expect.any(String),
      fix: { text: expect.any(String), edits: expect.any(Array) },
    })
    for (const { path } of [conflict.first, conflict.second]) {
      expect(path[0].reason).toBeNull()
      for (const part of path) for (const frame of part.frames) isFrame(frame)
    }
    expect(conflict.request.age).toBeGreaterThanOrEqual(conflict.second.at)
    expect(conflict.second.at).toBeGreaterThanOrEqual(conflict.first.at)
    expect(line).not.toContain('secret')
  })

  it('is one line for each conflict, whatever a client sends', async () => {
    const nasty = 'a\\nb\\u001b[31m\\u2028\\u202e\\u009b\\ud83d\\"{}'
    const app = `const { ServerResponse } = require('node:http')
const res = new ServerResponse({ method: "P${nasty}", url: "/${nasty}?secret" })
res.end()
try { res.setHeader("${nasty}", 'secret') } catch {}
`
    const { stderr } = await run(folderOf({ 'app.js': app }), {
      environment: { HEADERS_TRACE_FORMAT: 'json' },
    })
    expect(stderr).toMatch(/^\{.*\}\n$/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stderr.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\ud800-\udfff]/)
    const text = JSON.parse(`"${nasty}"`)
    const conflict = JSON.parse(stderr)
    expect(conflict.request).toMatchObject({ method: `P${text}`, path: `/${text}` })
    expect(conflict.second.header).toBe(text)
    expect(stderr).not.toContain('secret')
  })

  it('is never coloured', async () => {
    const app = `const { ServerResponse } = require('node:http')
const res = new ServerResponse({ method: 'GET', url: '/' })
res.end()
try { res.setHeader('a', 'b') } catch {}
`
    const environment = { HEADERS_TRACE_FORMAT: 'json', FORCE_COLOR: '1' }
    const { stderr } = await run(folderOf({ 'app.js': app }), { environment })
    expect(stderr).not.toContain('\u001b')
  })
})

describe('the report for people', () => {
  it('has nothing in it that a terminal would obey, whatever a client sends', async () => {
    const nasty = 'a\\nb\\u001b[31m\\u2028\\u202e\\u009b\\ud83d'
    const app = `const { ServerResponse } = require('node:http')
const res = new ServerResponse({ method: "P${nasty}", url: "/${nasty}", route: { path: "/:${nasty}" } })
res.end()
try { res.setHeader("${nasty}", 'b') } catch {}
const other = new ServerResponse({ method: 'GET', url: "/${nasty}" })
other.end()
other.end('${nasty}')
`
    const { stderr, conflicts } = await run(folderOf({ 'app.js': app }))
    expect(conflicts).toHaveLength(2)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\ud800-\udfff]/)
    expect(stderr).toContain('headers-trace  Pa\\u000ab\\u001b[31m')
  })
})
