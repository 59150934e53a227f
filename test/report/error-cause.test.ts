import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { captureStack } from '../../src/capture/stack'
import type { RawConflict } from '../../src/detect/raw-conflict'
import { attachCause } from '../../src/report/error-cause'
import { Sources } from '../../src/source/sources'
import { aResponse, folderOf, run } from '../program'

/** A program that responds twice and then says something about the error. */
const program = (say: string) => `${aResponse}
function show() {
  res.writeHead(201).end('found') // first
  try {
    res.setHeader('a', 'b')
  } catch (error) {
    ${say}
  }
}
show()
`
const stdoutOf = async (say: string) => (await run(folderOf({ 'app.js': program(say) }))).stdout

const parsed = /^ {4}at (?:async )?(?:(?:new )?\S.* \((?:.+):\d+:\d+\)|\S.*:\d+:\d+)$/

describe('the error of the refused operation', () => {
  it.each([
    [
      'has the first send for its cause',
      'console.log(error.cause.message)',
      'GET / had been responded to with 201 here',
    ],
    [
      'has a cause that is an Error',
      'console.log(error.cause instanceof Error, error.cause.name)',
      'true FirstSend',
    ],
    [
      'shows no new key',
      'console.log(Object.keys(error).join(), JSON.stringify(error))',
      'code {"code":"ERR_HTTP_HEADERS_SENT"}',
    ],
    ['has a cause without a key', "console.log('[' + Object.keys(error.cause).join() + ']')", '[]'],
    ['lets its cause be replaced', 'error.cause = 1; console.log(error.cause)', '1'],
    ['lets its cause be deleted', "delete error.cause; console.log('cause' in error)", 'false'],
    [
      "lets its cause's stack be replaced",
      "error.cause.stack = 'mine'; console.log(error.cause.stack)",
      'mine',
    ],
    ['has one cause', 'console.log(error.cause.cause)', 'undefined'],
    ['has the same cause at every look', 'console.log(error.cause.stack === error.cause.stack)', 'true'],
  ])('%s', async (_, say, printed) => {
    expect(await stdoutOf(say)).toBe(`${printed}\n`)
  })

  it('prints both lines where an application prints it', async () => {
    const printed = await stdoutOf('console.log(error)')
    expect(printed).toMatch(
      /setHeader[\s\S]+app\.js:6:9[\s\S]+\[cause\]: FirstSend: GET \/ had been responded to/,
    )
    expect(printed).toMatch(/\[cause\][\s\S]+at show \(.+app\.js:4:7\)/)
  })

  it('of a body that came too late has the end for its cause', async () => {
    const late = `${aResponse}
res.on('error', error => console.log(error.code, error.cause.message, /app\\.js:4/.test(error.cause.stack)))
res.write('a'); res.end()
res.write('late')
`
    const text = late.replace("res.write('a'); res.end()\n", "res.write('a'); res.end() // the end\n")
    const { stdout } = await run(folderOf({ 'app.js': text }))
    expect(stdout).toBe('ERR_STREAM_WRITE_AFTER_END GET / had been ended here true\n')
  })

  it('has no cause where the first send was not seen', async () => {
    const text = `${aResponse}
res._header = 'HTTP/1.1 200 OK\\r\\n\\r\\n'
try { res.setHeader('a', 'b') } catch (error) { console.log(error.code, 'cause' in error) }
`
    const { stdout, stderr } = await run(folderOf({ 'app.js': text }))
    expect(stdout).toBe('ERR_HTTP_HEADERS_SENT false\n')
    expect(stderr).not.toContain('headers-trace: ')
  })
})

describe("the cause's stack", () => {
  it('reads as one of V8', async () => {
    const [title, ...lines] = (await stdoutOf('console.log(error.cause.stack)')).trimEnd().split('\n')
    expect(title).toBe('FirstSend: GET / had been responded to with 201 here')
    expect(lines.length).toBeGreaterThan(5)
    for (const line of lines) expect(line).toMatch(parsed)
  })

  it('has the first site for the first frame of the application', async () => {
    const lines = (await stdoutOf('console.log(error.cause.stack)')).split('\n')
    expect(lines.find(line => line.includes('app.js'))).toMatch(/at show \(\/.*\/app\.js:4:7\)$/)
    expect(lines.join('\n')).not.toMatch(/dist\/src/)
  })

  it.each([
    ['an anonymous function', ';(() => res.end())()', /^ {4}at \/.*app\.js:3:\d+$/],
    [
      'a method',
      'class Shop { show() { res.end() } }; new Shop().show()',
      /^ {4}at Shop\.show \(.*app\.js:3:\d+\)$/,
    ],
    [
      'what awaits',
      'const awaited = async () => { await 1; res.end() }\nvoid (async function show() { await awaited() })()',
      /^ {4}at async show \(.*app\.js:4:\d+\)$/,
    ],
  ])('names %s as V8 does', async (_, first, line) => {
    const text = `${aResponse}\n${first}
setTimeout(() => { try { res.setHeader('a', 'b') } catch (error) { console.log(error.cause.stack) } }, 20)`
    const { stdout } = await run(folderOf({ 'app.js': text }))
    expect(stdout.split('\n').filter(found => line.test(found))).toHaveLength(1)
  })

  it.each([
    ['has ten frames', '', 10],
    ['has as many as the application wants', 'Error.stackTraceLimit = 30', 30],
    ['has ten where the application wants fewer', 'Error.stackTraceLimit = 2', 10],
  ])('%s', async (_, limit, frames) => {
    const deep = `${limit}\nconst down = n => (n > 0 ? down(n - 1) : show())\ndown(40)\n`
    const text = program('console.log(error.cause.stack)').replace(/show\(\)\n$/, deep)
    const { stdout } = await run(folderOf({ 'app.js': text }))
    expect(stdout.match(/^ {4}at /gm)).toHaveLength(frames)
  })

  it('reaches the application through the frames of a library', async () => {
    const library =
      'const down = (n, res) => n > 0 ? down(n - 1, res) : res.end(); exports.respond = res => down(30, res)'
    const text = `${aResponse}
require('deep').respond(res)
try { res.setHeader('a', 'b') } catch (error) { console.log(error.cause.stack) }
`
    const { stdout } = await run(folderOf({ 'app.js': text, 'node_modules/deep/index.js': library }))
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/app\.js:3:17\)$/)
  })

  it("names the author's file", async () => {
    const folder = folderOf({
      'src/app.ts': `interface Unused {}\n\n${program('console.log(error.cause.stack)')}`,
    })
    buildSync({ absWorkingDir: folder, entryPoints: ['src/app.ts'], outfile: 'dist/app.js', sourcemap: true })
    const { stdout } = await run(folder, { entry: 'dist/app.js' })
    expect(stdout).toMatch(/^ {4}at show \(\/.*\/src\/app\.ts:6:7\)$/m)
  })

  it('is made when it is read, of the file as it was', async () => {
    const say = "require('node:fs').writeFileSync(__filename, ''); console.log(error.cause.stack)"
    expect(await stdoutOf(say)).toMatch(/at show \(.*app\.js:4:7\)/)
  })
})

describe('attachCause()', () => {
  const conflict: RawConflict = {
    kind: 'headers',
    target: 'res',
    hopCount: 0,
    date: 0,
    request: { method: 'GET', path: '/\u001b[2J', route: null },
    startTime: 0,
    first: { stack: captureStack(() => {}), hop: undefined, time: 1 },
    status: 404,
    second: {
      operation: 'setHeader',
      outcome: 'threw',
      code: 'ERR_HTTP_HEADERS_SENT',
      stack: captureStack(() => {}),
      hop: undefined,
      time: 2,
    },
    callers: undefined,
    pipes: [],
    trace: undefined,
    begunKey: undefined,
    routeKey: 'GET /',
    isEnded: true,
    handled: [],
    given: [],
  }

  it('gives an error a cause that is not enumerable', () => {
    const error = new Error('late')
    attachCause(conflict, error, new Sources())
    expect(Object.getOwnPropertyDescriptor(error, 'cause')).toMatchObject({
      enumerable: false,
      configurable: true,
      writable: true,
      value: { message: 'GET /\\u001b[2J had been responded to with 404 here' },
    })
  })

  it.each([
    ['keeps a cause that is there', new Error('late', { cause: 'mine' }), 'mine'],
    ['keeps a cause that is undefined', new Error('late', { cause: undefined }), undefined],
    ['leaves a frozen error alone', Object.freeze(new Error('late')), undefined],
    ['leaves a sealed error alone', Object.seal(new Error('late')), undefined],
    ['leaves alone what is no error', 'late', undefined],
    ['leaves nothing alone', undefined, undefined],
  ])('%s', (_, error, cause) => {
    attachCause(conflict, error, new Sources())
    expect((error as Error | undefined)?.cause).toBe(cause)
  })
})
