import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { folderOf, linesIn, marksOf, root, run } from '../program'

const app = `const { ServerResponse } = require('node:http')
const res = new ServerResponse({ method: 'GET', url: '/' })
res.on('error', error => console.log(error.stack))
function respond() {
  res.writeHead(201) // first
  res.end('done')
  try {
    res.setHeader('a', 'b') // second
  } catch (error) {
    console.log(error.stack)
  }
  res.write('late', error => console.log(error.code, new Error('here').stack))
}
respond()
`
const preloading = "require('headers-trace/register')\n"

/** One file of the application and, as its first line asks for it, of headers-trace. */
function bundled(format: 'cjs' | 'esm', sourcemap: boolean) {
  const build = (name: string, first: string) => {
    const folder = folderOf({ 'src/app.js': first + app })
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(root, join(folder, 'node_modules/headers-trace'))
    const banner =
      "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"
    buildSync({
      absWorkingDir: folder,
      entryPoints: ['src/app.js'],
      outfile: name,
      bundle: true,
      platform: 'node',
      format,
      sourcemap,
      legalComments: 'none',
      logLevel: 'error',
      ...(format === 'esm' && { banner: { js: banner } }),
    })
    return folder
  }
  const entry = format === 'esm' ? 'dist/app.mjs' : 'dist/app.js'
  const start = (first: string) => run(build(entry, first), { args: [], entry })
  return Promise.all([start('\n'), start(preloading)])
}

/** The calls, without their places: those of a longer file are elsewhere. */
const callsIn = (text: string) => text.replace(/\(?(?:file:\/\/)?\/tmp\/.*$/gm, 'app')

describe.each(['cjs', 'esm'] as const)('in one file with the application, a bundle in %s,', format => {
  it('internal calls are removed from its stacks, and none of its own', async () => {
    const [without, withIt] = await bundled(format, false)
    expect(without.stdout).toContain('at respond')
    expect(callsIn(withIt.stdout)).toBe(callsIn(without.stdout))
    expect(withIt.code).toBe(without.code)
  })

  it("we name the author's lines by the bundle's map", async () => {
    const [, { conflicts }] = await bundled(format, true)
    expect(conflicts.map(linesIn)).toEqual([marksOf('src/app.js', preloading + app)])
  })

  it('we name the lines of the bundle where it has no map', async () => {
    const [, { conflicts }] = await bundled(format, false)
    expect(conflicts.map(({ first, second }) => [first.site?.function, second.site?.function])).toEqual([
      ['respond', 'respond'],
    ])
  })
})
