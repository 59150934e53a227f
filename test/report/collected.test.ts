import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf, root, run } from '../program'

/** A program under the preload with the package's functions at hand, and `conflict()`. */
const program = (steps: string) => `
const { ServerResponse } = require('node:http')
const { takeConflicts, onConflict } = require(${JSON.stringify(join(root, 'dist/src/index.js'))})
const conflict = (url = '/') => {
  const res = new ServerResponse({ method: 'GET', url })
  res.end()
  try { res.setHeader('a', 'b') } catch {}
}
const paths = conflicts => conflicts.map(conflict => conflict.request.path).join()
${steps}
`
const stdoutOf = async (steps: string) => (await run(folderOf({ 'app.js': program(steps) }))).stdout

describe('takeConflicts()', () => {
  it.each([
    [
      'has them in the very tick',
      "conflict('/a'); conflict('/b'); console.log(paths(takeConflicts()))",
      '/a,/b',
    ],
    [
      'hands each out once',
      "conflict('/a'); takeConflicts(); conflict('/b'); console.log(paths(takeConflicts()))",
      '/b',
    ],
    ['has none at first', 'console.log(takeConflicts().length)', '0'],
    [
      'has those of earlier turns',
      "conflict('/a'); setTimeout(() => console.log(paths(takeConflicts())), 20)",
      '/a',
    ],
    [
      'keeps the last 200',
      `let left = 250
const next = () => {
  conflict('/' + left--)
  if (left > 0) setImmediate(next)
  else console.log(takeConflicts().length, takeConflicts().length)
}
next()`,
      '200 0',
    ],
  ])('%s', async (_, steps, printed) => {
    expect(await stdoutOf(steps)).toBe(`${printed}\n`)
  })

  it('hands out what JSON prints', async () => {
    const steps = 'conflict(); console.log(JSON.stringify(takeConflicts()[0]))'
    const { stdout, stderr } = await run(folderOf({ 'app.js': program(steps) }), {
      environment: { HEADERS_TRACE_FORMAT: 'json' },
    })
    expect(JSON.parse(stdout)).toEqual(JSON.parse(stderr))
  })

  it('has none where nothing is watched', async () => {
    const steps = 'conflict(); console.log(takeConflicts().length)'
    const { stdout } = await run(folderOf({ 'app.js': program(steps) }), { args: [] })
    expect(stdout).toBe('0\n')
  })
})

describe('onConflict()', () => {
  it.each([
    [
      'calls right after the tick',
      "onConflict(({ request }) => console.log(request.path)); conflict('/a'); console.log('tick')",
      'tick\n/a',
    ],
    [
      'calls for each',
      'onConflict(c => console.log(c.occurrence)); conflict(); setTimeout(conflict, 5)',
      '1\n2',
    ],
    [
      'calls until it is undone',
      "const undo = onConflict(() => console.log('heard')); undo(); undo(); conflict()",
      '',
    ],
    [
      'calls every listener',
      "for (const name of ['a', 'b']) onConflict(() => console.log(name)); conflict()",
      'a\nb',
    ],
    [
      'calls the others where one throws',
      "onConflict(() => { throw new Error('mine') }); onConflict(() => console.log('heard')); conflict()",
      'heard',
    ],
    [
      'calls at the end of the process',
      "onConflict(c => console.log(c.request.path)); conflict('/a'); process.exit(0)",
      '/a',
    ],
  ])('%s', async (_, steps, printed) => {
    expect(await stdoutOf(steps)).toBe(printed === '' ? '' : `${printed}\n`)
  })

  it('prints the error of a listener with its stack each time, and the process goes on', async () => {
    const steps = `onConflict(function mine({ occurrence }) { throw new Error('conflict ' + occurrence) })
conflict()
setTimeout(conflict, 5)`
    const { stderr, code } = await run(folderOf({ 'app.js': program(steps) }))
    for (const occurrence of [1, 2])
      expect(stderr).toMatch(
        new RegExp(
          `^headers-trace: an onConflict listener threw Error: conflict ${occurrence}\\n    at mine .*app\\.js:`,
          'm',
        ),
      )
    expect(stderr).not.toContain('failure of its own')
    expect(code).toBe(0)
  })

  it.each([
    [
      'an assertion',
      "require('assert').fail('no \\u001b[2J')",
      'AssertionError [ERR_ASSERTION]: no \\u001b[2J',
    ],
    ['nothing', 'throw undefined', 'undefined'],
    [
      'an error that cannot be read',
      'throw new Proxy({}, { get() { throw 1 }, getOwnPropertyDescriptor() { throw 1 } })',
      '',
    ],
  ])('prints %s that a listener throws', async (_, steps, printed) => {
    const { stderr } = await run(
      folderOf({ 'app.js': program(`onConflict(() => { ${steps} }); conflict()`) }),
    )
    expect(stderr).toContain(`headers-trace: an onConflict listener threw ${printed}`)
  })

  it('loses no report where a listener ends the process', async () => {
    const other = program("conflict('/b')").replace('setHeader', 'removeHeader')
    const steps = `onConflict(() => process.exit(4)); conflict('/a'); { ${other} }; setTimeout(() => {}, 1000)`
    const { stderr, code } = await run(folderOf({ 'app.js': program(steps) }))
    expect(stderr).toMatch(/GET \/a [\s\S]*GET \/b /)
    expect(code).toBe(4)
  })

  it('does not call for the conflicts that a listener makes, which are reported', async () => {
    const steps = 'onConflict(() => conflict()); conflict()'
    const { conflicts, stderr, code } = await run(folderOf({ 'app.js': program(steps) }))
    expect(conflicts).toHaveLength(1)
    expect(stderr).toContain('seen 2 times')
    expect(code).toBe(0)
  })
})

describe('the channel headers-trace:conflict', () => {
  it('carries what takeConflicts() has, without our package', async () => {
    const steps = `require('node:diagnostics_channel').subscribe('headers-trace:conflict', (conflict, name) => {
  console.log(String(name), conflict.schema, conflict.second.operation)
})
conflict()`
    expect(await stdoutOf(steps)).toBe('headers-trace:conflict headers-trace/1 setHeader\n')
  })
})
