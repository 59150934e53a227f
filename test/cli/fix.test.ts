import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { register, root, runExample, stories } from '../../examples/run.mjs'
import { node } from '../program'

const cli = join(root, 'dist/src/tools/cli/main.js')

const app = `const http = require('node:http')

const server = http.createServer((req, res) => {
  if (req.url === '/old') {
    res.writeHead(301, { Location: '/' })
    res.end()
  }
  res.end('Hello')
})

server.listen(process.env.PORT, () => console.log(\`listening on http://localhost:\${server.address().port}\`))
`

const users = `const express = require('express')

const app = express()

function findUser(id, callback) {
  setImmediate(() => callback(new Error('no such user')))
}

app.get('/old', (req, res, next) => {
  findUser(req.query.id, (error, user) => {
    if (error) next(error)
    res.json({ name: user?.name ?? 'nobody' })
  })
})

app.use((error, req, res, next) => {
  res.status(500).json({ error: error.message })
})

const server = app.listen(process.env.PORT, () =>
  console.log(\`listening on http://localhost:\${server.address().port}\`),
)
`

const fixed = app.replace('    res.end()\n', '    return res.end()\n')

const fix = (folder: string, ...args: string[]) =>
  spawnSync(node, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '0' },
  })

/** A folder with the program, written in the past, and the reports of a run of it. */
async function runIn(
  folder = mkdtempSync(join(tmpdir(), 'headers-trace-fix-')),
  text = app,
): Promise<string> {
  writeFileSync(join(folder, 'app.js'), text)
  const before = new Date(Date.now() - 60_000)
  utimesSync(join(folder, 'app.js'), before, before)
  await runExample(folder, {
    node,
    args: ['--require', register],
    requests: [{ method: 'GET', path: '/old' }],
    environment: { HEADERS_TRACE_FORMAT: 'json', HEADERS_TRACE_OUTPUT: join(folder, 'reports.ndjson') },
  })
  return folder
}

const textIn = (folder: string) => readFileSync(join(folder, 'app.js'), 'utf8')

describe('headers-trace fix', () => {
  test('shows the edits of reports and changes nothing', async () => {
    const folder = await runIn()
    const { stdout, status } = fix(folder, 'fix', 'reports.ndjson')
    expect(stdout).toMatch(/^app\.js {2}missing-return {2}\w{12}$/m)
    expect(stdout).toContain('\n  6 -   res.end()\n  6 +   return res.end()\n  7   }\n')
    expect(status).toBe(0)
    expect(textIn(folder)).toBe(app)
  })

  test('applies them with --write, after which the program has nothing to report', async () => {
    const folder = await runIn()
    expect(fix(folder, 'fix', 'reports.ndjson', '--write')).toMatchObject({ status: 0 })
    expect(textIn(folder)).toBe(fixed)

    writeFileSync(join(folder, 'reports.ndjson'), '')
    await runIn(folder, fixed)
    expect(readFileSync(join(folder, 'reports.ndjson'), 'utf8')).toBe('')
  })

  test('leaves a file alone that has been changed since its report', async () => {
    const folder = await runIn()
    const changed = app.replace("  res.end('Hello')", '  res.destroy()')
    writeFileSync(join(folder, 'app.js'), changed)
    const { stdout, status } = fix(folder, 'fix', 'reports.ndjson', '--write')
    expect(stdout).toContain('not applied: the file has been changed since the report')
    expect(stdout).toMatch(/\n1 edit not applied\n$/)
    expect(status).toBe(1)
    expect(textIn(folder)).toBe(changed)
  })

  test('finds what lines above have moved, and says what is applied already', async () => {
    const folder = await runIn()
    writeFileSync(join(folder, 'app.js'), `// One more line.\n\n${app}`)
    expect(fix(folder, 'fix', 'reports.ndjson', '--write').stdout).toMatch(/\n1 edit written\n$/)
    expect(textIn(folder)).toBe(`// One more line.\n\n${fixed}`)
    writeFileSync(join(folder, 'app.js'), fixed)
    const { stdout, status } = fix(folder, 'fix', 'reports.ndjson', '--write')
    expect(stdout).toMatch(/^app\.js .* already applied$/m)
    expect(stdout).toMatch(/\n1 edit already applied\n$/)
    expect(status).toBe(0)
    expect(textIn(folder)).toBe(fixed)
  })

  test('never changes a line that it was not made for, away from both lines of the report', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headers-trace-fix-'))
    symlinkSync(join(stories, 'found-or-not/node_modules'), join(folder, 'node_modules'))
    await runIn(folder, users)
    expect(fix(folder, 'fix', 'reports.ndjson').stdout).toMatch(/^app\.js {2}next-after-response {2}/m)
    for (const line of [
      'if (error) { next(error); return }',
      '// handled below; see issue 12',
      'if (error !== null) next(error)',
    ]) {
      const changed = users.replace('if (error) next(error)', line)
      writeFileSync(join(folder, 'app.js'), changed)
      expect(fix(folder, 'fix', 'reports.ndjson', '--write')).toMatchObject({ status: 1 })
      expect(textIn(folder)).toBe(changed)
    }
    writeFileSync(join(folder, 'app.js'), users)
    for (const outcome of ['written', 'already applied']) {
      const { stdout, status } = fix(folder, 'fix', 'reports.ndjson', '--write')
      expect(stdout).toContain(`\n1 edit ${outcome}\n`)
      expect(status).toBe(0)
      expect(textIn(folder)).toBe(users.replace('next(error)\n', 'return next(error)\n'))
    }
  })

  test('works in the root of the disk', async () => {
    const folder = await runIn()
    expect(fix('/', 'fix', join(folder, 'reports.ndjson'), '--write').status).toBe(0)
    expect(textIn(folder)).toBe(fixed)
  })

  test('follows a link inside of the directory, and none that leads outside', async () => {
    const folder = await runIn()
    mkdirSync(join(folder, 'project/inside'), { recursive: true })
    symlinkSync('..', join(folder, 'project/outside'))
    symlinkSync('inside', join(folder, 'project/link'))
    writeFileSync(join(folder, 'project/inside/app.js'), app)
    const report = readFileSync(join(folder, 'reports.ndjson'), 'utf8')
    const through = (link: string) => {
      writeFileSync(
        join(folder, 'link.ndjson'),
        report.replaceAll('"file":"app.js"', `"file":"${link}/app.js"`),
      )
      return fix(join(folder, 'project'), 'fix', '../link.ndjson', '--write')
    }
    expect(through('outside').stdout).toContain('not applied: the file is outside of this directory')
    expect(textIn(folder)).toBe(app)
    expect(through('link').status).toBe(0)
    expect(textIn(join(folder, 'project/inside'))).toBe(fixed)
  })

  test('leaves alone what is outside of the directory it is called in', async () => {
    const folder = await runIn()
    const report = readFileSync(join(folder, 'reports.ndjson'), 'utf8')
    const elsewhere = mkdtempSync(join(tmpdir(), 'headers-trace-fix-'))
    const hostile = report.replaceAll('"file":"app.js"', `"file":${JSON.stringify(join(folder, 'app.js'))}`)
    writeFileSync(join(elsewhere, 'reports.ndjson'), `not a report\n${hostile}`)
    const { stdout, status } = fix(elsewhere, 'fix', 'reports.ndjson', '--write')
    expect(stdout).toContain('not applied: the file is outside of this directory')
    expect(status).toBe(1)
    expect(textIn(folder)).toBe(app)
  })

  test.each([
    [[], 'no program or command'],
    [['repair'], 'no such program or command: repair'],
    [['fix'], 'fix needs a file of reports'],
    [['fix', 'nowhere.ndjson'], 'cannot read nowhere.ndjson'],
    [['fix', '--force'], "unknown option '--force'"],
  ])('gives %j a line and status 2', (args, line) => {
    const { stderr, status } = fix(root, ...args)
    expect(stderr).toContain(`headers-trace: ${line}`)
    expect(status).toBe(2)
  })
})
