import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asFrom } from '../../src/tools/report-directory'
import { headersTrace } from '../cli/command-line'
import { folderOf, preload, run } from '../program'
import { report, site } from '../view/report'

const app = `const http = require('node:http')
const server = http.createServer((req, res) => {
  if (req.url !== '/acme') {
    res.statusCode = 404
    res.end('no such company')
  }
  res.setHeader('x-company', 'acme')
  res.end('acme')
})
process.once('uncaughtException', () => {})
server.listen(0, () => http.get({ port: server.address().port, agent: false }, res => res.resume().on('end', () => server.close())))
`

describe('a report of a process that ran in a package of a monorepo', () => {
  it('is fixed from the root', async () => {
    const folder = folderOf({ 'packages/api/app.js': app, 'packages/api/package.json': '{}' })
    await run(join(folder, 'packages/api'), {
      args: preload,
      environment: { HEADERS_TRACE_FORMAT: 'json', HEADERS_TRACE_OUTPUT: join(folder, 'reports.ndjson') },
    })
    const listed = headersTrace(['list', 'reports.ndjson'], { directory: folder })
    expect(listed.stdout).toMatch(/^packages\/api\/app\.js:7:7: .*\(packages\/api\/app\.js:5\)/)
    const { stdout, stderr } = headersTrace(['fix', '--write', 'reports.ndjson'], { directory: folder })
    expect(stderr).toBe('')
    expect(stdout).toContain('packages/api/app.js')
    expect(readFileSync(join(folder, 'packages/api/app.js'), 'utf8')).toMatch(
      /return res\.end\('no such|res\.end\('no such company'\)\n {4}return/,
    )
  })
})

const inPackage = (directory: string | undefined) =>
  report({
    process: { pid: 1, thread: 0, node: 'v24.0.0', ...(directory !== undefined && { directory }) },
    first: { site: site('app.js:3:21') },
    second: { site: site('/repo/shared/b.js:5:7') },
    message: 'sent by res.json (app.js:3), and by myapp.js:3 and app.js: again (/repo/shared/b.js:5)',
  })

describe('seen from a folder, a report', () => {
  it('of a process in a folder below has its files from there', () => {
    const { first, second, message } = asFrom('/repo', inPackage('/repo/packages/api'))
    expect([first.site?.file, second.site?.file]).toEqual(['packages/api/app.js', 'shared/b.js'])
    expect(message).toBe(
      'sent by res.json (packages/api/app.js:3), and by myapp.js:3 and app.js: again (shared/b.js:5)',
    )
    expect(first.path?.[0]?.frames[1]?.file).toBe('packages/api/node_modules/express/index.js')
  })

  it.each([
    ['of a process in it', '/repo'],
    ['of a process elsewhere', '/other/api'],
    ['of a process above it', '/'],
    ['that does not say where its process was', undefined],
  ])('%s is as it was written', (_, directory) => {
    const written = inPackage(directory)
    expect(asFrom('/repo', written)).toEqual(written)
  })

  it('keeps names that are no paths, and the text of its edits', () => {
    const edit = {
      file: 'app.js',
      start: { line: 1, column: 1 },
      end: { line: 1, column: 1 },
      text: 'app.js:1',
      before: 'app.js:1',
    }
    const written = report({
      process: { pid: 1, thread: 0, node: 'v24.0.0', directory: '/repo/api' },
      first: { site: site('node:http:3:1', 'end', 'node') },
      fix: { text: 'Return after app.js:3', edits: [edit] },
    })
    const { first, fix } = asFrom('/repo', written)
    expect(first.site?.file).toBe('node:http')
    expect(fix.edits).toEqual([{ ...edit, file: 'api/app.js' }])
  })
})
