import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildOptions, buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { addFiles, folderOf, linesIn, marksOf, nodeMajor, preload, root, run } from '../program'

const require = createRequire(import.meta.url)

// What compiles away stands before each line that counts, so that no line of the output has the number of its source.
const company = `import { ServerResponse } from 'node:http'

interface Company {
  id: number
  name: string
}

type Found = { found: Company } | { missing: true }

export function showCompany(found: Found) {
  const res = new ServerResponse({ method: 'GET', url: '/company/42' } as never)
  if ('missing' in found) {
    res.end('no such company') // first
  }
  interface Head {
    name: string
  }
  const head: Head = { name: 'X-Company' }
  try {
    res.setHeader(head.name, 'Acme') // second
  } catch {}
}
`

const start = `import { showCompany } from './company'

interface Unused {
  nothing: never
}

showCompany({ missing: true })
`

const sources = { 'src/company.ts': company, 'src/start.ts': start }
const marks = marksOf('src/company.ts', company)

function build(folder: string, options: BuildOptions = {}) {
  buildSync({
    absWorkingDir: folder,
    entryPoints: ['src/start.ts'],
    outfile: 'dist/app.js',
    bundle: true,
    platform: 'node',
    sourcemap: true,
    ...options,
  })
}

function rewriteMap(folder: string, change: (map: { sources: string[] }) => unknown) {
  const file = join(folder, 'dist/app.js.map')
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))))
}

const bundle = { entry: 'dist/app.js' }

const firstLine = "res.end('no such company') // first"
const secondLine = "res.setHeader(head.name, 'Acme') // second"

const builds: [string, BuildOptions][] = [
  ['a bundle with a map beside it', {}],
  ['a bundle with a map beside it that has no texts', { sourcesContent: false }],
  ['a bundle with a map in it', { sourcemap: 'inline' }],
  ['a bundle with a map in it that has no texts', { sourcemap: 'inline', sourcesContent: false }],
  ['a minified bundle', { minify: true }],
  ['an ECMAScript module', { format: 'esm', outfile: 'dist/app.mjs' }],
  [
    'files compiled one by one',
    {
      bundle: false,
      format: 'cjs',
      entryPoints: ['src/start.ts', 'src/company.ts'],
      outdir: 'dist',
      outfile: undefined as never,
    },
  ],
]

describe("names the author's lines and shows their code", () => {
  for (const args of [[], ['--enable-source-maps']])
    it.each(builds)(`in %s ${args.join()}`, async (_, options) => {
      const folder = folderOf(sources)
      build(folder, options)
      const entry =
        options.outfile === undefined
          ? 'outfile' in options
            ? 'dist/start.js'
            : 'dist/app.js'
          : options.outfile
      const { conflicts, stderr } = await run(folder, { entry, args: [...args, ...preload] })
      expect(conflicts.map(linesIn)).toEqual([marks])
      expect(stderr).toContain(firstLine)
      expect(stderr).toContain(secondLine)
    })

  const webpack = (named: string) => (map: { sources: string[] }) => ({
    ...map,
    sources: map.sources.map(source => named + source.replace('../', '')),
  })
  const mapped: [string, (map: { sources: string[] }) => unknown][] = [
    ['webpack://shop/./src/company.ts', webpack('webpack://shop/./')],
    ['webpack:///./src/company.ts', webpack('webpack:///./')],
    ['webpack:///src/company.ts', webpack('webpack:///')],
    [
      'webpack://shop/./src/company.ts?9f3c',
      map => {
        const renamed = webpack('webpack://shop/./')(map)
        return { ...renamed, sources: renamed.sources.map(source => `${source}?9f3c`) }
      },
    ],
    ['webpack://shop/(rsc)/./src/company.ts', webpack('webpack://shop/(rsc)/./')],
    ['turbopack:///[project]/src/company.ts', webpack('turbopack:///[project]/')],
    [
      'a sourceRoot',
      map => ({ ...map, sourceRoot: '..', sources: map.sources.map(source => source.replace('../', '')) }),
    ],
    [
      'a sourceRoot that is a URL',
      map => ({
        ...map,
        sourceRoot: 'webpack://shop/',
        sources: map.sources.map(source => source.replace('../', './')),
      }),
    ],
    [
      'the parts of an index map',
      map => ({ version: 3, sections: [{ offset: { line: 0, column: 0 }, map }] }),
    ],
  ]
  for (const args of [[], ['--enable-source-maps']])
    it.each(mapped)(`where its map names it by %s ${args.join()}`, async (_, change) => {
      const folder = folderOf(sources)
      build(folder)
      rewriteMap(folder, change)
      const { conflicts, stderr } = await run(folder, { ...bundle, args: [...args, ...preload] })
      expect(conflicts.map(linesIn)).toEqual([marks])
      expect(stderr).toContain(firstLine)
    })

  it('where its map names it by an absolute path', async () => {
    const folder = folderOf(sources)
    build(folder)
    rewriteMap(folder, map => ({ ...map, sources: map.sources.map(source => join(folder, 'dist', source)) }))
    const { conflicts } = await run(folder, bundle)
    expect(conflicts.map(linesIn)).toEqual([marks])
  })

  it('where its map names it by a file URL', async () => {
    const folder = folderOf(sources)
    build(folder)
    rewriteMap(folder, map => ({
      ...map,
      sources: map.sources.map(source => String(pathToFileURL(join(folder, 'dist', source)))),
    }))
    const { conflicts } = await run(folder, bundle)
    expect(conflicts.map(linesIn)).toEqual([marks])
  })

  it("from the project's root, wherever the process was started", async () => {
    const folder = folderOf(sources)
    build(folder)
    rewriteMap(folder, webpack('webpack://shop/./'))
    const { conflicts } = await run(folder, { ...bundle, directory: join(folder, '..') })
    expect(linesIn(conflicts[0]).first).toMatch(/^headers-trace-\w+\/src\/company\.ts:13$/)
  })

  it('where the map is percent-encoded in the file', async () => {
    const folder = folderOf(sources)
    build(folder)
    const file = join(folder, 'dist/app.js')
    const map = encodeURIComponent(readFileSync(`${file}.map`, 'utf8'))
      .replaceAll("'", '%27')
      .replaceAll('*', '%2A')
    const comment = `//# sourceMappingURL=data:application/json;charset=utf-8,${map}`
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/\/\/# sourceMappingURL=.*/, () => comment),
    )
    const { conflicts } = await run(folder, bundle)
    expect(conflicts.map(linesIn)).toEqual([marks])
  })

  it('where the map begins with the line that guards it in browsers', async () => {
    const folder = folderOf(sources)
    build(folder)
    const file = join(folder, 'dist/app.js.map')
    writeFileSync(file, `)]}'\n${readFileSync(file, 'utf8')}`)
    const { conflicts } = await run(folder, bundle)
    expect(conflicts.map(linesIn)).toEqual([marks])
  })
})

const tsNode = {
  TS_NODE_COMPILER: createRequire(join(root, 'test/typescript-5/package.json')).resolve('typescript'),
  TS_NODE_TRANSPILE_ONLY: '1',
  TS_NODE_COMPILER_OPTIONS: '{ "module": "commonjs", "target": "es2022" }',
}

const transpiling = `const { transformSync } = require(${JSON.stringify(require.resolve('esbuild'))})
const maps = {}
require.extensions['.ts'] = (module, file) => {
  const { code, map } = transformSync(require('node:fs').readFileSync(file, 'utf8'), {
    loader: 'ts', format: 'cjs', sourcemap: 'external', sourcefile: file,
  })
  maps[file] = map
  module._compile(code, file)
}
`

const toSupport = `
require(${JSON.stringify(require.resolve('source-map-support'))}).install({
  retrieveSourceMap: file => maps[file] ? { url: null, map: maps[file] } : null,
})
`

const loaders: [string, string[], NodeJS.ProcessEnv?][] = [
  ['tsx', ['--import', String(pathToFileURL(require.resolve('tsx')))]],
  ['tsx for CommonJS', ['--require', require.resolve('tsx/cjs')]],
  ['ts-node', ['--require', require.resolve('ts-node/register')], tsNode],
  ['a loader that hands its maps to source-map-support', ['--require', './loader.cjs']],
]

describe("names the author's lines of a program that is compiled in memory", () => {
  for (const order of ['before', 'after'])
    it.each(loaders)(`by %s, required ${order} us`, async (_, loader, environment) => {
      const folder = folderOf({
        ...sources,
        'package.json': '{ "type": "commonjs" }',
        'loader.cjs': transpiling + toSupport,
      })
      const args = order === 'before' ? [...loader, ...preload] : [...preload, ...loader]
      const { conflicts, stderr } = await run(folder, {
        entry: 'src/start.ts',
        args,
        environment: environment ?? {},
      })
      expect(conflicts.map(linesIn)).toEqual([marks])
      expect(stderr).toContain(firstLine)
      expect(stderr).toContain(secondLine)
    })

  it.skipIf(nodeMajor < 22)("by Node's own type stripping", async () => {
    const folder = folderOf({
      'src/company.mts': company,
      'app.mts': start.replace('./company', './src/company.mts'),
    })
    const { conflicts, stderr } = await run(folder, { entry: 'app.mts' })
    expect(conflicts.map(linesIn)).toEqual([marksOf('src/company.mts', company)])
    expect(stderr).toContain(firstLine)
  })
})

describe('names no line where there is no map', () => {
  it('and shows no code of a file that was compiled in memory', async () => {
    const folder = folderOf({ ...sources, 'loader.cjs': transpiling })
    const { conflicts, stderr } = await run(folder, {
      entry: 'src/start.ts',
      args: [...preload, '--require', './loader.cjs'],
    })
    expect(conflicts.map(linesIn)).toEqual([{ first: 'src/company.ts:?', second: 'src/company.ts:?' }])
    expect(conflicts[0]?.first.site?.function).toBe('showCompany')
    const positions = stderr.match(/(?<=src\/company\.ts )\(\d+:\d+ of the code made from it\)/g)
    expect(new Set(positions).size).toBeGreaterThanOrEqual(2)
    expect(conflicts[0]?.message.match(/src\/company\.ts, line \d+ of the code made from it/g)).toHaveLength(
      2,
    )
    for (const line of company.split('\n').filter(line => line.trim().length > 3))
      expect(stderr).not.toContain(line)
  })

  it('and shows no code of a file that was compiled to one line', async () => {
    const loader = transpiling.replace("loader: 'ts'", "minify: true, loader: 'ts'")
    const folder = folderOf({
      'loader.cjs': loader,
      'app.ts': `${'// wrong '.repeat(30)}\n${company}showCompany({ missing: true })`,
    })
    const { conflicts, stderr } = await run(folder, {
      entry: 'app.ts',
      args: [...preload, '--require', './loader.cjs'],
    })
    expect(conflicts.map(linesIn)).toEqual([{ first: 'app.ts:?', second: 'app.ts:?' }])
    expect(stderr).not.toContain('wrong')
  })

  it('and shows no code of a file that was instrumented in memory', async () => {
    const app = `const { ServerResponse } = require('node:http')
const res = new ServerResponse({ method: 'GET', url: '/' })
res.end()
try {
  res.setHeader('a', 'b')
} catch {}
`
    const instrumenting = `require('node:module').prototype._compile = (original => function (code, file) {
  return original.call(this, file.endsWith('app.js') ? 'const hits = []\\nhits.push(1)\\n' + code : code, file)
})(require('node:module').prototype._compile)
`
    const folder = folderOf({ 'app.js': app, 'instrument.cjs': instrumenting })
    const { conflicts, stderr } = await run(folder, { args: [...preload, '--require', './instrument.cjs'] })
    expect(conflicts.map(linesIn)).toEqual([{ first: 'app.js:?', second: 'app.js:?' }])
    expect(stderr).not.toContain('res.')
  })

  it("and gives the bundle's own lines of what the bundler has added", async () => {
    const folder = folderOf(sources)
    const footer =
      "require('node:http').ServerResponse.prototype.late = function () { try { this.setHeader('a', 'b') } catch {} }"
    addFiles(folder, {
      'src/company.ts': company.replace("res.setHeader(head.name, 'Acme')", '(res as any).late()'),
    })
    build(folder, { banner: { js: footer } })
    for (const args of [preload, ['--enable-source-maps', ...preload]]) {
      const { conflicts } = await run(folder, { ...bundle, args })
      expect(conflicts.map(linesIn)).toEqual([{ first: marks.first, second: 'dist/app.js:1' }])
    }
  })
})
