import { beforeAll, describe, expect, test } from 'vitest'
import { table as channels } from './programs/facts/channels.mjs'
import { table as heads } from './programs/facts/heads.mjs'
import { table as hooks } from './programs/facts/hooks.mjs'
import { table as http2 } from './programs/facts/http2.mjs'
import { table as lateBodies } from './programs/facts/late-bodies.mjs'
import { table as outgoing } from './programs/facts/outgoing.mjs'
import { table as privateFields } from './programs/facts/private-fields.mjs'
import { table as refusals } from './programs/facts/refusals.mjs'
import { table as requests } from './programs/facts/requests.mjs'
import { table as stacks } from './programs/facts/stacks.mjs'
import { runFile, runProgram } from './run-node'
import { type Observed, observe, programOf } from './run-table'

// What the sources take for granted of Node and V8. Nothing here runs under headers-trace: what fails has changed there.

const preload = null

describe.each([
  ['heads', heads],
  ['requests', requests],
  ['refusals', refusals],
  ['late bodies', lateBodies],
  ['private fields', privateFields],
  ['stacks', stacks],
  ['channels', channels],
  ['hooks', hooks],
  ['http2', http2],
  ['outgoing', outgoing],
])('%s', (what, table) => {
  let proofs: Observed['results']
  beforeAll(async () => {
    proofs = (await observe(`facts/${what.replace(' ', '-')}.mjs`, { preload })).results
  })

  test.for(Object.keys(table))('%s', (title, { skip }) => {
    skip(proofs[title] === 'not in this Node', 'not in this Node')
    expect(proofs[title]).toBeNull()
  })
})

describe('crashes', () => {
  test.each(['setHeader', 'setHeaders', 'appendHeader', 'removeHeader', '_renderHeaders', 'writeHead'])(
    '%s prints first the place of its throw and the line of its source that throws',
    async name => {
      const { stderr } = await runFile(programOf('crash.mjs'), { preload, args: [name] })
      const [place, line] = stderr.split('\n')
      expect(stderr).toMatch(new RegExp(`^ {4}at \\S+\\.${name} \\(${place}:\\d+\\)$`, 'm'))

      const source = `process.stdout.write(String(require('http').ServerResponse.prototype.${name}))`
      expect((await runProgram(source, { preload })).stdout.split('\n')).toContain(line)
    },
  )

  test('a line that is compiled under the name and line of another is printed as that', async () => {
    const { stderr } = await runProgram(
      `const { compileFunction } = require('node:vm')
       compileFunction('  throw make()', ['make'], { filename: 'node:elsewhere', lineOffset: 41 })(() => new Error('made'))`,
      { preload },
    )
    expect(stderr).toMatch(/^node:elsewhere:42\n {2}throw make\(\)\n {2}\^\n/)
  })

  test('a process that crashes emits its exit before the error is printed', async () => {
    const { stderr, exitCode } = await runProgram(
      `process.once('exit', () => require('node:fs').writeSync(2, 'exit\\n'))
       setImmediate(() => { throw new Error('crash') })`,
      { preload },
    )
    expect(stderr).toMatch(/^exit\n(.*\n)*Error: crash/)
    expect(exitCode).toBe(1)
  })
})

describe('processes', () => {
  test('a process has not loaded HTTP/2 unless it asks for it', async () => {
    const { stdout } = await runProgram(
      `require('node:http'); require('node:https'); require('node:inspector')
       console.log(process.moduleLoadList.filter(name => name.includes('http2')).length)`,
      { preload },
    )
    expect(stdout).toBe('0\n')
  })

  test('an immediate that is unreferenced keeps no process alive, and its exit is emitted all the same', async () => {
    const { stdout } = await runProgram(
      `setImmediate(() => {}).unref()
       process.once('exit', () => console.log('exit'))`,
      { preload },
    )
    expect(stdout).toBe('exit\n')
  })

  test('an exit code that is set while a process exits is its own', async () => {
    const run = await runProgram(`process.once('exit', () => { process.exitCode ||= 1 })`, { preload })
    expect(run.exitCode).toBe(1)
  })

  test('Error takes neither a limit nor a format where it is frozen, and captures stacks all the same', async () => {
    const { stdout } = await runProgram(
      `'use strict'
       const refused = name => { try { Error[name] = 1; return false } catch { return true } }
       const holder = {}
       Error.captureStackTrace(holder)
       console.log(refused('stackTraceLimit'), refused('prepareStackTrace'), /\\n    at /.test(holder.stack))`,
      { preload, flags: ['--frozen-intrinsics'] },
    )
    expect(stdout).toBe('true true true\n')
  })

  test('what is preloaded with --require runs before what is preloaded with --import', async () => {
    const { stdout } = await runProgram('console.log("program")', {
      preload,
      flags: [
        '--import',
        'data:text/javascript,console.log("import")',
        '--require',
        programOf('says-hello.cjs'),
      ],
    })
    expect(stdout).toBe('hello\nimport\nprogram\n')
  })
})
