import { describe, expect, it } from 'vitest'
import { folderOf, run } from '../program'

/** A program that makes the mistake `one` so many times, then the mistake `two`, each in a turn of its own. */
const program = (ones: number, twos = 0, end = '') => `
const { ServerResponse } = require('node:http')
const respond = url => {
  const res = new ServerResponse({ method: 'GET', url })
  res.end()
  return res
}
function one() { try { respond('/one').setHeader('a', 'b') } catch {} }
function two() { try { respond('/two').setHeader('a', 'b') } catch {} }
const left = [...Array(${ones}).fill(one), ...Array(${twos}).fill(two)]
const next = () => {
  left.shift()()
  if (left.length > 0) setImmediate(next)
  else { ${end} }
}
next()
`

const reportsIn = (text: string) =>
  [...text.matchAll(/^headers-trace {2}GET (\S+) .*?(?:seen (\d+) times .*)?$/gm)].map(([, url, times]) =>
    times === undefined ? `${url} whole` : `${url} ${times}`,
  )

describe('a bug that comes again', () => {
  it.each([
    [1, ['/one whole']],
    [2, ['/one whole', '/one 2']],
    [9, ['/one whole', '/one 9']],
    [10, ['/one whole', '/one 10']],
    [11, ['/one whole', '/one 10', '/one 11']],
    [100, ['/one whole', '/one 10', '/one 100']],
    [123, ['/one whole', '/one 10', '/one 100', '/one 123']],
    [1000, ['/one whole', '/one 10', '/one 100', '/one 1000']],
  ])('%i times is reported whole, then at 10, 100, 1000 and at the end', async (times, reported) => {
    const { stderr, conflicts } = await run(folderOf({ 'app.js': program(times) }))
    expect(reportsIn(stderr)).toEqual(reported)
    expect(conflicts.map(conflict => conflict.occurrence)).toEqual(
      Array.from({ length: times }, (_, index) => index + 1),
    )
  })

  it('is counted apart from others', async () => {
    const { stderr } = await run(folderOf({ 'app.js': program(12, 3) }))
    expect(reportsIn(stderr)).toEqual(['/one whole', '/one 10', '/two whole', '/one 12', '/two 3'])
  })

  it('is reported by the same JSON, its count raised', async () => {
    const { stderr } = await run(folderOf({ 'app.js': program(12) }), {
      environment: { HEADERS_TRACE_FORMAT: 'json' },
    })
    const reported = stderr
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(reported.map(conflict => conflict.occurrence)).toEqual([1, 10, 12])
    expect(new Set(reported.map(conflict => conflict.fingerprint)).size).toBe(1)
    const { occurrence: _, time: __, ...first } = reported[0]
    expect(reported[2]).toMatchObject(first)
  })

  it.each([
    ['exits', 'process.exit(0)'],
    ['crashes', "throw new Error('crash')"],
    ['rejects', "Promise.reject(new Error('crash'))"],
    [
      'closes because of a signal',
      "const server = require('node:http').createServer().listen(0); process.on('SIGTERM', () => server.close()); process.kill(process.pid, 'SIGTERM')",
    ],
  ])('is reported a last time when the process %s', async (_, end) => {
    const { stderr } = await run(folderOf({ 'app.js': program(3, 0, end) }))
    expect(reportsIn(stderr)).toEqual(['/one whole', '/one 3'])
  })
})

describe('the work that reports make', () => {
  it('is bounded for a turn in which everything goes wrong', async () => {
    const many = program(0)
      .replace('next()\n', 'for (let i = 0; i < 1234; i++) one()\n')
      .replace('left.shift()()', '')
    const { stderr, conflicts } = await run(folderOf({ 'app.js': many.replace('\nnext()', '') }))
    expect(conflicts).toHaveLength(400)
    expect(reportsIn(stderr)).toEqual(['/one whole', '/one 10', '/one 100', '/one 400'])
    expect(stderr).toContain('headers-trace: 834 more conflicts came than could be reported\n')
  })

  it('leaves the application its turns, where two hundred new bugs come in one', async () => {
    const line = "try { respond('/one').setHeader('a', 'b') } catch {}\n"
    const bugs = `let [turns, seen] = [0, 0]
require('node:diagnostics_channel').subscribe('headers-trace:conflict', () => {
  if (++seen === 200) console.log('turns', turns)
})
const turn = () => {
  turns++
  if (seen < 200) setImmediate(turn)
}
setImmediate(turn)
${line.repeat(200)}`
    const many = program(0).replace(/function one[\s\S]*/, () => bugs)
    const { stdout } = await run(folderOf({ 'app.js': many }))
    expect(Number(/turns (\d+)/.exec(stdout)?.[1])).toBeGreaterThan(1)
  })

  it('is bounded for a program in which everything is wrong', async () => {
    const line = "try { respond('/one').setHeader('a', 'b') } catch {}\n"
    const chunk = `() => {\n${line.repeat(100)}},\n`
    const chunks = `const chunks = [${chunk.repeat(11)}]
const next = () => {
  chunks.shift()()
  if (chunks.length > 0) setTimeout(next, 1)
}
next()
`
    const many = program(0).replace(/function one[\s\S]*/, () => chunks)
    const { stderr } = await run(folderOf({ 'app.js': many }), {
      environment: { HEADERS_TRACE_FORMAT: 'json', HEADERS_TRACE_BUDGET: '5' },
    })
    const reports = stderr.match(/^\{"schema"/gm)?.length ?? 0
    const [, dropped] = /^headers-trace: (\d+) more conflicts came/m.exec(stderr) ?? []
    // One more a minute, where the machine is busy.
    expect(reports).toBeGreaterThanOrEqual(1000)
    expect(reports).toBeLessThan(1010)
    expect(reports + Number(dropped)).toBe(1100)
  })
})
