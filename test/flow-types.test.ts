import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isParsable } from '../src/source/parse'
import { headersTrace } from './cli/command-line'
import { folderOf, once, run } from './program'

const require = createRequire(import.meta.url)

const app = `/* @flow strict */
type Company = {| +name: string |}
const companies: Map<string, Company> = new Map()

module.exports = (res: any, id: string): void => {
  const company: ?Company = companies.get(id)
  if (company == null) {
    res.writeHead(404).end('none')
  }
  try {
    res.writeHead(200).end(company?.name)
  } catch {}
}
`

// As @babel/register compiles it: in memory, with its map in the text.
const start = `const babel = require(${JSON.stringify(require.resolve('@babel/core'))})
const plugin = () => ({
  visitor: { TypeAnnotation: path => path.remove(), TypeAlias: path => path.remove() },
})
const load = require.extensions['.js']
require.extensions['.js'] = (module, filename) => {
  if (!filename.endsWith('app.js')) return load(module, filename)
  const text = require('node:fs').readFileSync(filename, 'utf8')
  const { code } = babel.transformSync(text, {
    filename,
    configFile: false,
    babelrc: false,
    parserOpts: { plugins: ['flow'] },
    plugins: [plugin],
    sourceMaps: 'inline',
  })
  module._compile(code, filename)
}
const show = require('./app.js')
const http = require('node:http')
const server = http.createServer((req, res) => show(res, '1'))
server.listen(0, '127.0.0.1', async () => {
  await (await fetch('http://127.0.0.1:' + server.address().port)).text()
  server.closeAllConnections()
  server.close()
})
`

const reported = once(() => run(folderOf({ 'app.js': app, 'start.js': start }), { entry: 'start.js' }))

describe('a program with types of Flow', () => {
  test('has its cause and its edit', async () => {
    const { conflicts } = await reported()
    expect(conflicts.map(({ cause, first, second }) => [cause, first.site?.line, second.site?.line])).toEqual(
      [['missing-return', 8, 11]],
    )
    expect(conflicts[0]?.fix.edits).toMatchObject([{ start: { line: 8 }, text: '\n    return' }])
  })

  test('gets the edit by `headers-trace fix --write`', async () => {
    const folder = folderOf({ 'app.js': app })
    const { conflicts } = await reported()
    writeFileSync(join(folder, 'reports.ndjson'), `${JSON.stringify(conflicts[0])}\n`)
    const { stdout } = headersTrace(['fix', 'reports.ndjson', '--write'], { directory: folder })
    expect(stdout).toContain('1 edit written')
    expect(readFileSync(join(folder, 'app.js'), 'utf8')).toContain(".end('none')\n    return\n")
  })

  test.each([
    ['that says so', app],
    ['that does not say so', app.replace(/^.*\n/, '\n')],
  ])('and %s is checked', (_what, text) => {
    const folder = folderOf({})
    mkdirSync(join(folder, 'src'))
    writeFileSync(join(folder, 'src/app.js'), text)
    const { stdout, stderr } = headersTrace(['check', '--format', 'line'], { directory: folder })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^src\/app\.js:11:9: .* \[missing-return\] \(first: src\/app\.js:8:\d+\)$/m)
  })
})

describe('a text', () => {
  test.each([
    ['f<T>(x)', 'app.js', true],
    ['// @flow\nf<T>(x)', 'app.js', true],
    ['(x: any)', 'app.js', true],
    ['(x: any)', 'app.ts', false],
    ['enum A { B }', 'app.ts', true],
    ['const a = <b>', 'app.js', false],
    ['// the @flow of water\nconst a = b < c > (d)', 'app.js', true],
  ])('%j of %s is parsed: %s', (text, path, isRead) => {
    expect(isParsable(text, path)).toBe(isRead)
  })
})
