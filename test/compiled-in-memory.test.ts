import { execFile } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Conflict } from '../src/index'
import { type Files, folderOf, linesIn, marksOf, node, once, register, root } from './program'

const require = createRequire(import.meta.url)

// What compiles away stands before each line that counts, so that no line of the output has the number of its source.
const app = `import type { ServerResponse } from 'node:http'

enum Kind {
  Small,
  Large,
}

interface Company {
  readonly name: string
}

const companies = new Map<string, Company>()

export default (res: ServerResponse, id: string) => {
  const company: Company | undefined = companies.get(id)
  if (company === undefined) {
    res.writeHead(404).end('no such company') // first
  }
  type Head = string
  const kind: Head = Kind[Kind.Large] ?? ''
  res.setHeader('x-kind', kind).end(company?.name) // second
}
`
const start = `import http from 'node:http'
import show from './app'

export function ask(): Promise<void> {
  return new Promise(done => {
    const server = http.createServer((_req, res) => {
      try {
        show(res, 'none')
      } catch (error) {
        console.log((error as { cause: Error }).cause.stack)
      }
    })
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      http.get({ port, agent: false }, res => { res.resume().on('end', () => server.close(() => done())) })
    })
  })
}
`
const asks = "import { ask } from '../src/start'\ntest('asks', () => ask())\n"

/** As a loader compiles `text` of `file`. */
const compiled = (sourcemap: 'inline' | 'external', sourcefile = 'file') =>
  `require(${JSON.stringify(require.resolve('esbuild'))}).transformSync(text, { loader: 'ts', format: 'cjs', sourcefile: ${sourcefile}, sourcemap: '${sourcemap}' })`

/** As loaders do it that hook `require`: esbuild-register, @swc/register. */
const hooked = (compile: string) => `
const compile = ${compile}
require('node:module')._extensions['.ts'] = (module, file) => {
  module._compile(compile(require('node:fs').readFileSync(file, 'utf8'), file), file)
}
require('./src/start.ts').ask()
`
const hookedWithSupport = `
const maps = new Map()
const support = require(${JSON.stringify(require.resolve('source-map-support'))})
// What asks for it next gets another copy, as loaders bring their own.
for (const name of Object.keys(require.cache)) if (name.includes('source-map-support')) delete require.cache[name]
support.install({
  retrieveSourceMap: file => (maps.has(file) ? { url: file, map: maps.get(file) } : null),
})
${hooked(`(text, file) => {
  const { code, map } = ${compiled('external')}
  maps.set(file, map)
  return code
}`)}`

/** As webpack's development builds have each module, with a map of its own or, `cheap`, with one of its lines alone. */
const evaluated = (map: string) => `
const modules = {}
function load(name) {
  if (!name.startsWith('./')) return require(name)
  if (modules[name]) return modules[name].exports
  const module = (modules[name] = { exports: {} })
  const text = require('node:fs').readFileSync('./src/' + name.slice(2) + '.ts', 'utf8')
  const { code, map } = ${compiled('external', "'webpack://shop/./src/' + name.slice(2) + '.ts'")}
  const url = 'data:application/json;charset=utf-8;base64,' + Buffer.from(${map}).toString('base64')
  const comments = '\\n//# sourceURL=[module]\\n//# sourceMappingURL=' + url + '\\n//# sourceURL=webpack-internal:///' + name.replace('./', './src/') + '.ts\\n'
  new Function('module', 'exports', 'require', 'eval(' + JSON.stringify(code + comments) + ')')(module, module.exports, load)
  return module.exports
}
load('./start').ask()
`
// Of each line's segments only the first is kept, at the beginning of both lines. It is counted from the one before it.
const ofLines = `(() => {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const encode = number => {
    let rest = number < 0 ? (-number << 1) | 1 : number << 1, text = ''
    do { text += digits[(rest & 31) | (rest > 31 ? 32 : 0)]; rest >>>= 5 } while (rest > 0)
    return text
  }
  const { SourceMap } = require('node:module')
  const payload = JSON.parse(map)
  let before = 0
  const mappings = code.split('\\n').map((text, line) => {
    const found = new SourceMap(payload).findEntry(line, text.search(/\\S|$/))
    if (found.generatedLine !== line) return ''
    const [from, to] = [before, (before = found.originalLine)]
    return 'AA' + encode(to - from) + 'A'
  })
  return JSON.stringify({ ...payload, mappings: mappings.join(';') })
})()`

const binOf = (name: string) => realpathSync(join(root, 'node_modules/.bin', name))

const jest = (sourcemap: 'inline' | 'external') => ({
  files: {
    'transform.js': `exports.process = (text, file) => ${compiled(sourcemap)}`,
    'jest.config.js':
      "module.exports = { transform: { '\\\\.ts$': './transform.js' }, testRegex: 'test/.*', cacheDirectory: './cache' }",
    'test/asks.test.ts': asks,
  },
  args: [binOf('jest'), '--watchman=false', '-i', '--testTimeout=100000'],
  printsLines: true,
})

interface SetUp {
  readonly files?: Files
  readonly args: readonly string[]
  /** Whether the stacks that it prints of its errors have the author's lines, too. */
  readonly printsLines: boolean
}

const setUps: Record<string, SetUp> = {
  tsx: {
    args: [
      '--import',
      String(pathToFileURL(require.resolve('tsx'))),
      '-e',
      'require("./src/start.ts").ask()',
    ],
    printsLines: true,
  },
  'a loader whose map is in the text': {
    files: { 'start.js': hooked(`(text, file) => ${compiled('inline')}.code`) },
    args: ['start.js'],
    printsLines: false,
  },
  'a loader with its own copy of source-map-support': {
    files: { 'start.js': hookedWithSupport },
    args: ['start.js'],
    printsLines: true,
  },
  'modules that webpack evaluates': {
    files: { 'start.js': evaluated('map') },
    args: ['start.js'],
    printsLines: false,
  },
  'modules that webpack evaluates, by a map of lines': {
    files: { 'start.js': evaluated(ofLines) },
    args: ['start.js'],
    printsLines: false,
  },
  'jest, with a transform whose map is in the text': jest('inline'),
  'jest, with a transform that hands its map out': jest('external'),
  vitest: {
    files: {
      'vitest.config.mjs': 'export default { test: { globals: true, testTimeout: 100_000 } }',
      'test/asks.test.ts': asks,
    },
    args: [binOf('vitest'), 'run'],
    printsLines: true,
  },
}

/** What is reported of the application, and what is printed. */
async function reportedUnder({ files = {}, args }: SetUp) {
  const folder = folderOf({ 'package.json': '{}', 'src/app.ts': app, 'src/start.ts': start, ...files })
  const reports = join(folder, 'reports.ndjson')
  const { NODE_OPTIONS: _, ...environment } = process.env
  const printed = await new Promise<string>((resolve, reject) => {
    const env = {
      ...Object.fromEntries(
        Object.entries(environment).filter(([name]) => !/^(VITEST|HEADERS_TRACE)/.test(name)),
      ),
      NODE_OPTIONS: `--require ${JSON.stringify(register)}`,
      HEADERS_TRACE_FORMAT: 'json',
      HEADERS_TRACE_OUTPUT: reports,
      HEADERS_TRACE_BUDGET: 'full',
    }
    execFile(node, [...args], { cwd: folder, env }, (error, stdout, stderr) =>
      error === null ? resolve(stdout + stderr) : reject(new Error(`${error.message}\n${stdout}\n${stderr}`)),
    )
  })
  const lines = readFileSync(reports, 'utf8').trimEnd().split('\n')
  return { printed, conflicts: lines.map((line): Conflict => JSON.parse(line)) }
}

const underTsx = once(() => reportedUnder(setUps.tsx as SetUp))

describe('what is compiled in memory has its own lines, and the same report everywhere, under', () => {
  it.each(Object.entries(setUps))('%s', async (_, setUp) => {
    const [{ conflicts, printed }, expected] = await Promise.all([reportedUnder(setUp), underTsx()])
    expect(conflicts.map(linesIn)).toEqual([marksOf('src/app.ts', app)])
    const { fingerprint, cause, first, second, fork, fix, message } = expected.conflicts[0] as Conflict
    expect(fix.edits).not.toEqual([])
    if (setUp.printsLines) expect(printed).toMatch(/FirstSend[\s\S]*src\/app\.ts:17:9\b/)
    expect(conflicts).toMatchObject([
      { fingerprint, cause, fork, fix, message, first: { site: first.site }, second: { site: second.site } },
    ])
  })
})
