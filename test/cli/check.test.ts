import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderOf, run } from '../program'
import { headersTrace } from './command-line'

const twice = `app.get('/', function home(req, res) {
  if (!req.user) res.redirect('/login')
  res.render('home')
})
`
const files = {
  'routes/home.js': twice,
  'node_modules/x/index.js': twice,
  'fine.js': "app.get('/', (req, res) => res.send('ok'))\n",
}
const check = (...args: string[]) => headersTrace(['check', ...args], { directory: folderOf(files) })

describe('headers-trace check', () => {
  test('shows both lines and fails', () => {
    const { stdout, status } = check()
    expect(stdout).toContain('first: sent here')
    expect(stdout).toContain('missing-return')
    expect(stdout).toMatch(/1 double response found in 2 functions with a response \(2 files\)\n$/)
    expect(status).toBe(1)
  })

  test('passes where there is nothing', () => {
    const { stdout, status } = check('fine.js')
    expect(stdout).toMatch(/^\nnothing found in 1 function/)
    expect(status).toBe(0)
  })

  test('prints lines, JSON, code quality and SARIF', () => {
    expect(check('--format=line').stdout).toBe(
      'routes/home.js:3:7: One call of home can reach res.render (routes/home.js:3) after res.redirect (routes/home.js:2) [missing-return] (first: routes/home.js:2:22)\n',
    )
    expect(JSON.parse(check('--format=json').stdout)).toMatchObject({
      schema: 'headers-trace/check-1',
      cause: 'missing-return',
      first: { via: 'res.redirect', site: { file: 'routes/home.js', line: 2 } },
    })
    expect(JSON.parse(check('--format=gitlab').stdout)).toMatchObject([{ check_name: 'missing-return' }])
    expect(JSON.parse(check('--format=sarif').stdout).runs[0].results).toHaveLength(1)
  })

  test('gives a finding the fingerprint of the report that it becomes', async () => {
    const app = `const http = require('node:http')

const server = http.createServer((req, res) => {
  if (req.url === '/head') {
    res.writeHead(404)
    res.end('none')
  }
  if (req.url === '/body') res.end('none')
  if (req.url === '/head') res.writeHead(200)
  res.end('welcome')
})

server.listen(0, '127.0.0.1', async () => {
  process.on('uncaughtException', () => {})
  const get = path => fetch('http://127.0.0.1:' + server.address().port + path).then(response => response.text())
  await get('/head')
  await get('/body')
  server.closeAllConnections()
  server.close()
})
`
    const directory = folderOf({ 'package.json': '{}', 'src/app.js': app })
    const { conflicts } = await run(directory, { entry: 'src/app.js' })
    const { stdout } = headersTrace(['check', '--format=json'], { directory: join(directory, 'src') })
    const findings = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    const known = new Map(
      findings.map(({ fingerprint, first, second }) => [fingerprint, [first.site.line, second.site.line]]),
    )
    expect(conflicts.map(({ kind }) => kind)).toEqual(['headers', 'body'])
    expect(conflicts.map(({ fingerprint }) => known.get(fingerprint))).toEqual([
      [6, 9],
      [8, 10],
    ])
  })

  test('says which files it has not checked', () => {
    const { stdout, stderr, status } = headersTrace(['check'], {
      directory: folderOf({
        'bundle.js': `${twice}//${' '.repeat(1_000_000)}`,
        'broken.js': 'res.send(',
        'fine.js': files['fine.js'],
      }),
    })
    expect(stderr).toBe(
      'headers-trace: broken.js is not JavaScript or TypeScript that can be read\nheaders-trace: bundle.js has more than 1 MB\n',
    )
    expect(stdout).toContain('nothing found')
    expect(status).toBe(0)
  })

  test('names a file outside of the folder by its whole path', () => {
    const outside = join(folderOf(files), 'routes/home.js')
    const { stdout } = headersTrace(['check', '--format=line', outside], { directory: folderOf({}) })
    expect(stdout.startsWith(`${outside}:3:7: `)).toBe(true)
  })

  test('follows no links, which may lead back', () => {
    const directory = folderOf(files)
    symlinkSync('..', join(directory, 'routes/up'))
    expect(headersTrace(['check'], { directory }).stdout).toContain('1 double response found')
  })

  test('makes names of files safe to print', () => {
    const directory = folderOf({ '\u001b[31mred.js': twice })
    for (const format of ['pretty', 'line', 'json', 'gitlab', 'sarif']) {
      const { stdout } = headersTrace(['check', '--format', format], { directory })
      expect(stdout).toContain('red.js')
      expect(stdout).not.toContain('\u001b')
    }
  })

  test.skipIf(process.getuid?.() === 0)('passes over what it may not read', () => {
    const directory = folderOf(files)
    chmodSync(join(directory, 'fine.js'), 0)
    const { stderr, status } = headersTrace(['check'], { directory })
    expect(stderr).toBe('headers-trace: fine.js cannot be read (EACCES)\n')
    expect(status).toBe(1)
  })

  test('refuses what is not there', () => {
    expect(check('nowhere.js')).toMatchObject({
      status: 2,
      stderr: 'headers-trace: cannot read nowhere.js\n',
    })
    expect(check('--format=xml').status).toBe(2)
  })
})
