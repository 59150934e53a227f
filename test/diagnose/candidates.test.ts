import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { headersTrace } from '../cli/command-line'
import { addFiles, folderOf, once, run } from '../program'

const app = `const http = require('node:http')

const seen = []

const server = http.createServer((req, res) => {
  if (req.url === '/old') {
    res.writeHead(200).end('old')
  }
  seen.push(req.url)
  try {
    res.writeHead(200).end('new')
  } catch {}
})

server.listen(0, '127.0.0.1', async () => {
  await (await fetch(\`http://127.0.0.1:\${server.address().port}/old\`)).text()
  server.close()
})
`

const reports = once(() => run(folderOf({ 'app.js': app })))

describe('an edit that skips what may be missed', () => {
  test('is a candidate and not certain', async () => {
    const { conflicts } = await reports()
    expect(conflicts[0]?.cause).toBe('missing-return')
    expect(conflicts[0]?.fix.edits).toEqual([])
    expect(conflicts[0]?.fix.candidates).toEqual([
      {
        certain: false,
        text: 'Return after app.js:7: what follows there does not run then.',
        edits: [
          {
            file: 'app.js',
            start: { line: 7, column: 5 },
            end: { line: 7, column: 5 },
            text: 'return ',
            before: "    res.writeHead(200).end('old')",
          },
        ],
      },
    ])
  })

  test('is shown as likely', async () => {
    const { stderr } = await reports()
    expect(stderr).toMatch(/^ {2}likely {2}Return after app\.js:7: what follows there does not run then\. /m)
    expect(stderr.replace(/\s+/g, ' ')).toContain('Not certain: headers-trace fix --verify tries it.')
    expect(stderr).toMatch(/^ +7 \+ +return res\.writeHead\(200\)\.end\('old'\)$/m)
  })

  test('is not applied by `headers-trace fix --write`', async () => {
    const { conflicts } = await reports()
    const folder = folderOf({})
    addFiles(folder, { 'app.js': app })
    writeFileSync(join(folder, 'reports.ndjson'), `${JSON.stringify(conflicts[0])}\n`)
    const { stdout } = headersTrace(['fix', 'reports.ndjson', '--write'], { directory: folder })
    expect(stdout).toBe('1 bug with likely edits to try with --verify\n')
  })
})

test('a report has no candidates where its edit is certain', async () => {
  const certain = app.replace('  seen.push(req.url)\n', '')
  const { conflicts } = await run(folderOf({ 'app.js': certain }))
  expect(conflicts[0]?.fix.edits).toHaveLength(1)
  expect(conflicts[0]?.fix).not.toHaveProperty('candidates')
})
