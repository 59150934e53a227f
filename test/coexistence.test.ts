import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Files, folderOf, linesIn, marksOf, nodeMajor, preload, root, run } from './program'

const require = createRequire(import.meta.url)
const bench = createRequire(join(root, 'bench/package.json'))

// It responds, fails, responds to another request well, and prints what it caught.
const app = `const http = require('node:http')
const caught = []
const later = wait => new Promise(done => setTimeout(done, wait))
const server = http.createServer(async (req, res) => {
  await later(2)
  res.writeHead(200, { 'x-kind': 'plain' }) // first
  res.end('hello ' + req.url)
  if (req.url === '/once') return
  setImmediate(() => {
    try {
      res.setHeader('a', 'b') // second
    } catch (error) {
      caught.push([error.code, error.message, error instanceof Error, Object.keys(error).join()].join(' '))
      caught.push(...String(error.stack).split('\\n').filter(line => !line.includes('node:internal')))
    }
  })
})
const ask = path => new Promise((resolve, reject) => {
  http.get({ port: server.address().port, path, agent: false }, res => {
    let body = ''
    res.setEncoding('utf8').on('data', text => { body += text }).on('end', () => resolve([res.statusCode, res.headers['x-kind'], body].join(' ')))
  }).on('error', reject)
})
server.listen(0, async () => {
  console.log(await ask('/twice'))
  console.log(await ask('/once'))
  console.log(caught.join('\\n'))
  server.close()
})
`

/** Something else that changes what we change, or that we rely on. */
interface Companion {
  readonly args: (folder: string) => string[]
  readonly files?: Files
  readonly entry?: string
  readonly environment?: NodeJS.ProcessEnv
}

const required = (file: string): Companion => ({ args: () => ['--require', file] })

const companions: Record<string, Companion> = {
  'source-map-support': required(require.resolve('source-map-support/register')),
  longjohn: required(bench.resolve('longjohn')),
  "OpenTelemetry's instrumentation of http": required(join(root, 'bench/opentelemetry.cjs')),
  'ts-node': {
    ...required(require.resolve('ts-node/register/transpile-only')),
    files: {
      'app.ts': app,
      'tsconfig.json': '{ "compilerOptions": { "module": "commonjs", "target": "es2022" } }',
    },
    entry: 'app.ts',
    environment: {
      TS_NODE_COMPILER: createRequire(join(root, 'test/typescript-5/package.json')).resolve('typescript'),
    },
  },
  tsx: {
    args: () => ['--import', String(pathToFileURL(require.resolve('tsx')))],
    files: { 'app.ts': app },
    entry: 'app.ts',
  },
  'a second copy of another version': {
    args: folder => {
      const copy = join(folder, 'node_modules/headers-trace')
      cpSync(join(root, 'dist'), join(copy, 'dist'), { recursive: true })
      symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
      const description = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
      writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...description, version: '0.0.1' }))
      return ['--require', join(copy, 'dist/register.js')]
    },
  },
  'a wrapper of all methods': {
    args: () => ['--require', 'apm/wrapper.js'],
    files: {
      'node_modules/apm/wrapper.js': `const { OutgoingMessage, ServerResponse } = require('node:http')
for (const { prototype } of [OutgoingMessage, ServerResponse])
  for (const name of ['setHeader', 'writeHead', 'write', 'end', '_storeHeader']) {
    const before = Object.hasOwn(prototype, name) && prototype[name]
    if (before) prototype[name] = { [name](...args) { return before.apply(this, args) } }[name]
  }
`,
    },
  },
  // As dd-trace does it.
  'a wrapper on the prototype of responses': {
    args: () => ['--require', 'apm/wrapper.js'],
    files: {
      'node_modules/apm/wrapper.js': `const { ServerResponse } = require('node:http')
for (const name of ['setHeader', 'writeHead', 'write', 'end', '_storeHeader']) {
  const before = ServerResponse.prototype[name]
  ServerResponse.prototype[name] = { [name](...args) { return before.apply(this, args) } }[name]
}
`,
    },
  },
  'stacks of another shape': {
    args: () => ['--require', './shape.js'],
    files: { 'shape.js': 'Error.prepareStackTrace = (error, calls) => [error.code, calls.length].join()' },
  },
  'no stacks': {
    args: () => ['--require', './limit.js'],
    files: { 'limit.js': 'Error.stackTraceLimit = 0' },
  },
}

/** Runs it with the companion alone, and with both of us in either order. */
async function beside({ args, entry = 'app.js', environment = {}, files }: Companion) {
  const folder = folderOf({ 'app.js': app, ...files })
  const theirs = args(folder)
  const start = (args: string[]) => run(folder, { args, entry, environment })
  const [alone, before, after] = await Promise.all([
    start(theirs),
    start([...preload, ...theirs]),
    start([...theirs, ...preload]),
  ])
  return { alone, both: [before, after], marks: marksOf(entry, app) }
}

describe('the application stays as it is, in either order, beside', () => {
  it.each(Object.entries(companions))('%s', async (_, companion) => {
    const { alone, both, marks } = await beside(companion)
    expect(alone.stdout).toContain('ERR_HTTP_HEADERS_SENT')
    expect(alone.stdout).toContain('200 plain hello /once')
    for (const { stdout, stderr, code, conflicts } of both) {
      expect({ stdout, code }).toEqual({ stdout: alone.stdout, code: alone.code })
      expect(conflicts.map(linesIn)).toEqual([marks])
      expect(stderr.match(/^headers-trace.*/gm)).toEqual([expect.stringContaining('GET /twice had a header')])
    }
  })
})

// Node 20 and 22 have it under its first name.
const permission = nodeMajor < 24 ? ['--experimental-permission'] : ['--permission']
// It is about the network too since Node 25.
if (nodeMajor >= 25) permission.push('--allow-net')

const flags: Record<string, string[]> = {
  '--enable-source-maps': ['--enable-source-maps'],
  '--frozen-intrinsics': ['--frozen-intrinsics'],
  'no code from strings': ['--disallow-code-generation-from-strings'],
  'no __proto__': ['--disable-proto=delete'],
  'a __proto__ that throws': ['--disable-proto=throw'],
  'the permission to read': [...permission, '--allow-fs-read=*'],
  'the permission to read the program alone': [...permission, '--allow-fs-read=.', `--allow-fs-read=${root}`],
  'the permission to read and write': [...permission, '--allow-fs-read=*', '--allow-fs-write=*'],
}

describe('the application stays as it is under', () => {
  it.each(Object.entries(flags))('%s', async (_, args) => {
    const folder = folderOf({ 'app.js': app })
    const alone = await run(folder, { args })
    const { stdout, stderr, code, conflicts } = await run(folder, { args: [...args, ...preload] })
    expect(alone.stdout).toContain('200 plain hello /once')
    expect({ stdout, code }).toEqual({ stdout: alone.stdout, code: alone.code })
    expect(conflicts.map(linesIn)).toEqual([marksOf('app.js', app)])
    expect(stderr.match(/^headers-trace.*/gm)).toEqual([expect.stringContaining('GET /twice had a header')])
  })
})
