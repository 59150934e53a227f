import { readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { addFiles, aResponse, type Files, folderOf, linesIn, marksOf, preload, run } from '../program'

const app = `${aResponse}
res.end('found') // first
try {
  res.setHeader('a', 'b') // second
} catch {}
`
const marks = marksOf('app.js', app)

const typed = `type Unused = never

${app}`
const typedMarks = marksOf('src/app.ts', typed)
const generated = { first: 'dist/app.js:3', second: 'dist/app.js:5' }
const dist = { entry: 'dist/app.js' }

/** A compiled program, its map without the text of its sources. */
function compiled(files: Files = {}, text = typed): string {
  const folder = folderOf({ 'src/app.ts': text, ...files })
  build(folder)
  return folder
}

function build(folder: string) {
  buildSync({
    absWorkingDir: folder,
    entryPoints: ['src/app.ts'],
    outfile: 'dist/app.js',
    sourcemap: true,
    sourcesContent: false,
  })
}

const aboutTheMap =
  /^headers-trace: the source map of \S+dist\/app\.js cannot be used \(.+\); its positions are those/gm

describe('a source map', () => {
  it.each([
    ['is no JSON', '{'],
    ['is cut off', '{ "version": 3, "sources": ["../src/app.ts"], "mapp'],
    ['is a list', '[]'],
    ['is null', 'null'],
    ['has no mappings', '{ "version": 3, "sources": ["../src/app.ts"] }'],
    ['has no sources', '{ "version": 3, "names": [], "mappings": "AAAA;AACA" }'],
    ['is empty', ''],
  ])('that %s is reported once, and the lines are those of the generated code', async (_, map) => {
    const folder = compiled()
    writeFileSync(join(folder, 'dist/app.js.map'), map)
    const { conflicts, stderr, code } = await run(folder, dist)
    expect(conflicts.map(linesIn)).toEqual([generated])
    expect(stderr.match(aboutTheMap)).toHaveLength(1)
    expect(stderr).toContain('res.end("found")')
    expect(code).toBe(0)
  })

  it.each([
    ['leads nowhere', '{ "version": 3, "sources": [], "names": [], "mappings": "" }'],
    [
      'has a null for its source',
      '{ "version": 3, "sources": [null], "names": [], "mappings": "AAAA;AACA;AACA" }',
    ],
    [
      'has a number for mappings',
      '{ "version": 3, "sources": ["../src/app.ts"], "names": [], "mappings": 7 }',
    ],
    [
      'has nonsense for mappings',
      '{ "version": 3, "sources": ["a"], "names": [], "mappings": "!!!;漢;,,," }',
    ],
  ])('that %s makes no trouble', async (_, map) => {
    const folder = compiled()
    writeFileSync(join(folder, 'dist/app.js.map'), map)
    const { conflicts, stderr } = await run(folder, dist)
    expect(conflicts.map(linesIn)).toEqual([generated])
    expect(stderr).not.toMatch(/^headers-trace: /m)
  })

  it('gets one warning, also where the application prints the error first', async () => {
    const folder = compiled({}, typed.replace('catch {}', 'catch (error) { console.log(error) }'))
    writeFileSync(join(folder, 'dist/app.js.map'), '{')
    const { stdout, stderr } = await run(folder, dist)
    expect(stdout).toContain('[cause]')
    expect(stderr.match(aboutTheMap)).toHaveLength(1)
  })

  it.each([
    ['is not there', 'gone.map'],
    ['is a folder', '../src'],
    ['is somewhere on the web', 'https://example.org/app.js.map'],
    ['is what the program prints in its last line', "' + name)"],
  ])('that %s makes no trouble', async (_, url) => {
    const folder = compiled()
    const file = join(folder, 'dist/app.js')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/sourceMappingURL=.*/, `sourceMappingURL=${url}`))
    const { conflicts, stderr } = await run(folder, dist)
    expect(conflicts.map(linesIn)).toEqual([generated])
    expect(stderr).not.toMatch(/^headers-trace: /m)
  })

  it('that is enormous is not read', async () => {
    const folder = compiled()
    truncateSync(join(folder, 'dist/app.js.map'), 4e9)
    const { conflicts, stderr } = await run(folder, dist)
    expect(conflicts.map(linesIn)).toEqual([generated])
    expect(stderr.match(aboutTheMap)).toHaveLength(1)
    expect(stderr).toContain('dist/app.js.map has 3815 MB')
  })

  it('that the memory would not hold is not read', async () => {
    const folder = compiled()
    truncateSync(join(folder, 'dist/app.js.map'), 48e6)
    const args = ['--max-old-space-size=64', ...preload]
    const { conflicts, stderr, code } = await run(folder, { ...dist, args })
    expect(conflicts.map(linesIn)).toEqual([generated])
    expect(stderr).toContain('dist/app.js.map has 46 MB')
    expect(code).toBe(0)
  })
})

const wrong = '// wrong\n'.repeat(20)
const fs = "require('node:fs')"

describe('the code of a file is not shown', () => {
  it.each([
    ['was edited', `${fs}.writeFileSync(__filename, ${JSON.stringify(wrong)})`],
    [
      'was edited and has an old time',
      `${fs}.writeFileSync(__filename, ${JSON.stringify(wrong)}); ${fs}.utimesSync(__filename, 1, 1)`,
    ],
    [
      'was edited where it does not show in its length',
      `${fs}.writeFileSync(__filename, '//' + ${fs}.readFileSync(__filename, 'utf8').slice(2))`,
    ],
    ['was deleted', `${fs}.rmSync(__filename)`],
    ['became a folder', `${fs}.rmSync(__filename); ${fs}.mkdirSync(__filename)`],
  ])('that %s while the program runs; its lines are named as they were', async (_, edit) => {
    const text = app.replace('\n\n', `\n${edit}\n`)
    const { conflicts, stderr } = await run(folderOf({ 'app.js': text }))
    expect(conflicts.map(linesIn)).toEqual([marks])
    expect(stderr).not.toMatch(/wrong|\/\/ first/)
    expect(stderr).toContain(`app.js:3:5`)
  })

  it('that was edited while the program runs, of which a map knows the lines', async () => {
    const edit = `require('node:fs').writeFileSync(__dirname + '/../src/app.ts', ${JSON.stringify(wrong)})`
    const text = typed.replace('res.end', `${edit}; res.end`)
    const { conflicts, stderr } = await run(compiled({}, text), dist)
    expect(conflicts.map(linesIn)).toEqual([marksOf('src/app.ts', text)])
    expect(stderr).not.toContain('wrong')
  })

  it('that was edited after it was compiled', async () => {
    const folder = compiled()
    addFiles(folder, { 'src/app.ts': wrong })
    utimesSync(join(folder, 'dist/app.js'), 1, 1)
    const { conflicts, stderr } = await run(folder, dist)
    expect(conflicts.map(linesIn)).toEqual([typedMarks])
    expect(stderr).not.toContain('wrong')
  })

  it('that is shorter than its map says', async () => {
    const folder = compiled()
    writeFileSync(join(folder, 'src/app.ts'), 'const x = 1\n')
    utimesSync(join(folder, 'src/app.ts'), 1, 1)
    const { conflicts, stderr } = await run(folder, dist)
    expect(conflicts.map(linesIn)).toEqual([typedMarks])
    expect(stderr).not.toContain('│')
  })
})

it('does not read the map of a build that is not the one that runs', async () => {
  const rebuild = `
const { readFileSync, writeFileSync } = require('node:fs')
for (const file of ['app.js', 'app.js.map']) writeFileSync(__dirname + '/' + file, readFileSync(__dirname + '/../next/' + file))
`
  const folder = folderOf({ 'src/app.ts': rebuild + typed })
  build(folder)
  addFiles(folder, { 'src/app.ts': `${rebuild}type A = 1\n\n\n\n\nconsole.log(1)\n${typed}` })
  buildSync({ absWorkingDir: folder, entryPoints: ['src/app.ts'], outfile: 'next/app.js', sourcemap: true })
  const { conflicts, stderr } = await run(folder, dist)
  expect(linesIn(conflicts[0]).first).toMatch(/^dist\/app\.js:/)
  expect(stderr).not.toContain('│')
})

it('works where the working directory has been removed', async () => {
  const text = `require('node:fs').mkdirSync('gone'); process.chdir('gone'); require('node:fs').rmdirSync(process.cwd())
${app.replace('catch {}', 'catch (error) { console.log(error) }')}`
  const folder = folderOf({ 'app.js': text })
  const { conflicts, stdout, stderr, code } = await run(folder)
  expect(linesIn(conflicts[0]).first).toContain('app.js:4')
  expect(stdout).toContain('[cause]')
  expect(stderr).not.toContain('headers-trace: ')
  expect(code).toBe(0)
})

it('reads a file anew that was edited and loaded again', async () => {
  const [before, after] = [
    "module.exports = res => {\n  res.end('found')\n  res.setHeader('a', 'b')\n}\n",
    "// added\nmodule.exports = res => {\n  if (res) {\n    res.end('found') // first\n  }\n  res.writeHead(404) // second\n}\n",
  ]
  const text = `const { ServerResponse } = require('node:http'); const fs = require('node:fs')
const file = __dirname + '/handler.js'
const load = text => {
  fs.writeFileSync(file, text)
  delete require.cache[file]
  try { require(file)(new ServerResponse({ method: 'GET', url: '/' })) } catch {}
}
load(${JSON.stringify(before)})
setTimeout(load, 20, ${JSON.stringify(after)})
`
  const { conflicts } = await run(folderOf({ 'app.js': text }))
  expect(conflicts.map(({ cause }) => cause)).toEqual(['late-header', 'missing-return'])
  expect(linesIn(conflicts[1])).toEqual(marksOf('handler.js', after))
})
