import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, linesIn, marksOf, preload, run } from '../program'

const app = `${aResponse}
function show() {
  res.end('found') // first
  try {
    res.setHeader('a', 'b') // second
  } catch {}
}
show()
`

const module = app.replace(/const (.*) = require\('node:http'\)/, "import $1 from 'node:http'")

const names = [
  'two words',
  'Grüße 漢字 😀',
  '100% sure',
  'a%20b',
  '50%zz',
  'company (old)',
  'a#b',
  'what?',
  "it's",
  'a+b&c=d',
  '[id]',
  'semi;colon, comma',
  'at show (eval)',
]

describe('names the lines of a file in a folder called', () => {
  it.each(names)('%s', async name => {
    const folder = folderOf({ [`${name}.js`]: app }, name)
    const { conflicts, stderr } = await run(folder, { entry: `${name}.js` })
    expect(conflicts.map(linesIn)).toEqual([marksOf(`${name}.js`, app)])
    expect(stderr).toContain("res.end('found')")
  })

  it.each(names)('%s, as an ECMAScript module', async name => {
    const folder = folderOf({ [`${name}.mjs`]: module }, name)
    const { conflicts, stderr } = await run(folder, { entry: `${name}.mjs` })
    expect(conflicts.map(linesIn)).toEqual([marksOf(`${name}.mjs`, module)])
    expect(stderr).toContain("res.end('found')")
  })

  for (const args of [[], ['--enable-source-maps']])
    it.each(names)(`%s, through a map ${args.join()}`, async name => {
      const typed = `type Unused = never\n\n${app}`
      const folder = folderOf({ [`src/${name}.ts`]: typed }, name)
      buildSync({
        absWorkingDir: folder,
        entryPoints: [`src/${name}.ts`],
        outfile: `dist/${name}.js`,
        platform: 'node',
        sourcemap: true,
        sourcesContent: false,
      })
      const { conflicts, stderr } = await run(folder, {
        entry: `dist/${name}.js`,
        args: [...args, ...preload],
      })
      expect(conflicts.map(linesIn)).toEqual([marksOf(`src/${name}.ts`, typed)])
      expect(stderr).toContain("res.end('found')")
    })

  it.each(names)('%s, where V8 prints stacks and does not hand out their calls', async name => {
    const folder = folderOf({ [`${name}.js`]: `Object.freeze(Error);${app}` }, name)
    const { conflicts } = await run(folder, { entry: `${name}.js` })
    expect(conflicts.map(linesIn)).toEqual([marksOf(`${name}.js`, app)])
  })
})
