import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { type Files, folderOf, run } from '../program'

const app = `const { ServerResponse } = require('node:http')

function show(url = '/', status = 200) {
  const res = new ServerResponse({ method: 'GET', url })
  res.writeHead(status) // first
  res.end()
  try {
    res.setHeader('a', 'b') // second
  } catch {}
}

function list() {
  const res = new ServerResponse({ method: 'GET', url: '/list' })
  res.end()
  try {
    res.setHeader('a', 'b') // second
  } catch {}
}

show()
`

async function fingerprintsOf(files: Files, options: Parameters<typeof run>[1] = {}, name = '') {
  const folder = folderOf({ 'package.json': '{}', ...files }, name)
  const { conflicts } = await run(folder, options)
  return conflicts.map(conflict => conflict.fingerprint)
}

describe('the fingerprint of a bug is the same', () => {
  it.each([
    ['in every run', app],
    ['for every request', app.replace(/show\(\)\n$/, "show('/other')\n")],
    ['for every status', app.replace(/show\(\)\n$/, "show('/', 404)\n")],
    ['when lines are added before', app.replace('\n\n', '\n\nfunction other() {\n  return 1\n}\n\n')],
    [
      'when lines are added between its two',
      app.replace('  res.end()\n', "  res.end()\n\n  console.log('x')\n"),
    ],
    ['when lines are added after', `${app}\nconsole.log('x')\n`],
    ['when its lines are indented', app.replace(/^ +/gm, spaces => spaces.repeat(2))],
    ['when line ends change', app.replaceAll('\n', '\r\n')],
    ['when it is called from elsewhere', app.replace(/show\(\)\n$/, 'setImmediate(() => show())\n')],
  ])('%s', async (_, changed) => {
    const [[before], [after]] = await Promise.all([
      fingerprintsOf({ 'app.js': app }),
      fingerprintsOf({ 'app.js': changed }),
    ])
    expect(after).toBe(before)
    expect(before).toMatch(/^[0-9a-f]{12}$/)
  })

  it('in every folder', async () => {
    const [[here], [there]] = await Promise.all([
      fingerprintsOf({ 'app.js': app }),
      fingerprintsOf({ 'app.js': app }, {}, 'some/where else'),
    ])
    expect(there).toBe(here)
  })

  it('in every working directory', async () => {
    const files = { 'src/app.js': app }
    const found = await Promise.all(
      ['', 'src', 'elsewhere', '/'].map(directory => {
        const folder = folderOf({ 'package.json': '{}', 'elsewhere/x': '', ...files })
        return run(folder, {
          entry: 'src/app.js',
          directory: directory === '/' ? '/' : `${folder}/${directory}`,
        })
      }),
    )
    expect(new Set(found.map(({ conflicts }) => conflicts[0]?.fingerprint)).size).toBe(1)
  })

  it('where the project has no package.json', async () => {
    const found = await Promise.all([1, 2].map(() => run(folderOf({ 'app.js': app }))))
    expect(new Set(found.map(({ conflicts }) => conflicts[0]?.fingerprint)).size).toBe(1)
  })

  it('compiled or not', async () => {
    const folder = folderOf({ 'package.json': '{}', 'src/app.js': app })
    buildSync({
      absWorkingDir: folder,
      entryPoints: ['src/app.js'],
      outfile: 'dist/app.js',
      minify: true,
      sourcemap: true,
    })
    const [plain, bundled] = await Promise.all([
      run(folder, { entry: 'src/app.js' }),
      run(folder, { entry: 'dist/app.js' }),
    ])
    expect(bundled.conflicts[0]?.first.site?.line).toBe(plain.conflicts[0]?.first.site?.line)
  })

  it('when the package that was called has another version', async () => {
    const library = (version: string): Files => ({
      'app.js': `require('responder')`,
      'node_modules/responder/package.json': `{ "name": "responder", "version": "${version}" }`,
      'node_modules/responder/index.js': app,
    })
    const [[one], [two]] = await Promise.all([
      fingerprintsOf(library('1.0.0')),
      fingerprintsOf(library('2.1.0')),
    ])
    expect(one).toBe(two)
  })
})

describe('the fingerprint is another', () => {
  it.each([
    ['for another function', `${app}list()\n`],
    [
      'for another first line',
      `${app.replace('  res.end()\n  try', '  res.end()\n  try').replace('show()\n', '')}
function show2() {
  const res = new ServerResponse({ method: 'GET', url: '/' })
  res.flushHeaders()
  try {
    res.setHeader('a', 'b') // second
  } catch {}
}
show()
show2()
`,
    ],
    [
      'for another place in the same line',
      `${app}
function both(late) {
  const res = new ServerResponse({ method: 'GET', url: '/' })
  res.end()
  try { late ? res.setHeader('a', 'b') : res.removeHeader('a') } catch {}
}
both(true)
both(false)
`.replace('\nshow()\n', '\n'),
    ],
    [
      'for handlers that are alike to the letter',
      `const { ServerResponse } = require('node:http')
const routes = []
routes.push(res => {
  res.end('found')
  try { res.setHeader('a', 'b') } catch {}
})
routes.push(res => {
  res.end('found')
  try { res.setHeader('a', 'b') } catch {}
})
for (const route of routes) route(new ServerResponse({ method: 'GET', url: '/' }))
`,
    ],
    [
      'for what comes too late',
      `const { ServerResponse } = require('node:http')
const res = url => new ServerResponse({ method: 'GET', url }).on('error', () => {})
for (const late of ['setHeader', 'end']) { const r = res('/'); r.end(); try { r[late]('a', 'b') } catch {} }
`,
    ],
  ])('%s', async (_, program) => {
    const fingerprints = await fingerprintsOf({ 'app.js': program })
    expect(fingerprints).toHaveLength(2)
    expect(new Set(fingerprints).size).toBe(2)
  })

  it('for the same lines in another file', async () => {
    const program = "require('./one')\nrequire('./two')\n"
    const fingerprints = await fingerprintsOf({ 'app.js': program, 'one.js': app, 'two.js': app })
    expect(new Set(fingerprints).size).toBe(2)
  })
})
