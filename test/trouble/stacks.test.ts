import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, linesIn, marksOf, preload, run } from '../program'

/** A program that responds twice and prints what it sees of the error, after something was done to `Error`. */
const app = (before: string) => `${aResponse}
${before}
function show() {
  res.end('found') // first
  try {
    res.setHeader('a', 'b') // second
  } catch (error) {
    caught = error
  }
}
let caught
show()
let seen
try {
  seen = caught.stack
} catch (error) {
  seen = error
}
console.log(caught.code, Array.isArray(seen) ? 'array ' + seen.length : String(seen))
`

const prepare = (body: string) => `Error.prepareStackTrace = (error, calls) => { ${body} }`

const formatters: [string, string][] = [
  ['returns a text of its own', prepare("return 'mine ' + calls.length")],
  ['returns the calls', prepare('return calls')],
  ['returns nothing', prepare('')],
  ['returns a number', prepare('return 7')],
  ['throws', prepare("throw new TypeError('formatting failed')")],
  ['freezes the error', prepare("Object.freeze(error); return 'frozen'")],
  ['is no function', "Error.prepareStackTrace = 'nonsense'"],
  [
    'cannot be replaced',
    "Object.defineProperty(Error, 'prepareStackTrace', { value: (_, calls) => 'mine ' + calls.length })",
  ],
  [
    'cannot be replaced and returns the calls',
    "Object.defineProperty(Error, 'prepareStackTrace', { value: (_, calls) => calls })",
  ],
  [
    'is an accessor',
    "let mine = () => 'mine'; Object.defineProperty(Error, 'prepareStackTrace', { get: () => mine, set: value => { mine = value }, configurable: true })",
  ],
]

const limits: [string, string][] = [
  ['is 0', 'Error.stackTraceLimit = 0'],
  ['is 1', 'Error.stackTraceLimit = 1'],
  ['is infinite', 'Error.stackTraceLimit = Infinity'],
  ['is no number', "Error.stackTraceLimit = 'many'"],
  ['is deleted', 'delete Error.stackTraceLimit'],
]

const same = (text: string) => text.replace(/headers-trace-\w+/g, '')

describe('where Error.prepareStackTrace', () => {
  it.each(formatters)('%s, both lines are named', async (_, before) => {
    const text = app(before)
    const { conflicts, stderr, code } = await run(folderOf({ 'app.js': text }))
    if (
      !before.includes('defineProperty(Error') ||
      before.includes('accessor') ||
      before.includes('calls) => calls')
    )
      expect(conflicts.map(linesIn)).toEqual([marksOf('app.js', text)])
    expect(conflicts).toHaveLength(1)
    expect(stderr).not.toContain('headers-trace: ')
    expect(code).toBe(0)
  })

  it.each(formatters)('%s, the application sees what it sees without the preload', async (_, before) => {
    const folder = folderOf({ 'app.js': app(before) })
    const [without, under] = await Promise.all([run(folder, { args: [] }), run(folder)])
    expect(without.stdout).toContain('ERR_HTTP_HEADERS_SENT')
    expect(same(under.stdout)).toBe(same(without.stdout))
  })
})

describe('where Error.stackTraceLimit', () => {
  it.each(limits)('%s, both lines are named', async (_, before) => {
    const text = app(before)
    const { conflicts, code } = await run(folderOf({ 'app.js': text }))
    expect(conflicts.map(linesIn)).toEqual([marksOf('app.js', text)])
    expect(code).toBe(0)
  })

  it.each(limits)('%s, the application sees what it sees without the preload', async (_, before) => {
    const after = "console.log(String(Error.stackTraceLimit), Object.hasOwn(Error, 'stackTraceLimit'))"
    const folder = folderOf({ 'app.js': app(before) + after })
    const [without, under] = await Promise.all([run(folder, { args: [] }), run(folder)])
    expect(same(under.stdout)).toBe(same(without.stdout))
  })
})

const frozen: [string, string, string[]][] = [
  ['Error is frozen', 'Object.freeze(Error)', []],
  ['Error is sealed', 'Object.seal(Error)', []],
  ['all intrinsics are frozen', '', ['--frozen-intrinsics']],
  [
    'the limit cannot be changed',
    "Object.defineProperty(Error, 'stackTraceLimit', { value: 10, writable: false })",
    [],
  ],
]

describe('where', () => {
  it.each(frozen)('%s, both lines are named', async (_, before, args) => {
    const text = app(before)
    const { conflicts, stderr, code } = await run(folderOf({ 'app.js': text }), {
      args: [...args, ...preload],
    })
    expect(conflicts.map(linesIn)).toEqual([marksOf('app.js', text)])
    expect(stderr).not.toContain('headers-trace: ')
    expect(code).toBe(0)
  })

  // No room can be made then for the internal frames that are taken out: the outermost of the application's are missing.
  it.each(frozen)(
    '%s, the application sees its nearest calls as without the preload',
    async (_, before, args) => {
      const folder = folderOf({ 'app.js': app(before) })
      const [without, under] = await Promise.all([
        run(folder, { args }),
        run(folder, { args: [...args, ...preload] }),
      ])
      const nearest = (text: string) => same(text).split('\n').slice(0, 5)
      expect(nearest(under.stdout)).toEqual(nearest(without.stdout))
    },
  )

  it('a frozen Error hands out its calls by itself, both lines are named', async () => {
    const text = app(`${prepare('return calls')}; Object.freeze(Error)`)
    const { conflicts } = await run(folderOf({ 'app.js': text }))
    expect(conflicts.map(linesIn)).toEqual([marksOf('app.js', text)])
  })

  it.each([
    ['Error is frozen and keeps no calls', 'Error.stackTraceLimit = 0; Object.freeze(Error)'],
    ['a frozen Error formats by itself and throws', `${prepare('throw error')}; Object.freeze(Error)`],
    ['a frozen Error formats by itself', `${prepare("return 'mine'")}; Object.freeze(Error)`],
  ])('%s, the report says what it can', async (_, before) => {
    const { conflicts, stderr, code } = await run(folderOf({ 'app.js': app(before) }))
    expect(conflicts.map(linesIn)).toEqual([{ first: null, second: null }])
    expect(stderr).toContain('headers-trace  GET / ')
    expect(stderr).not.toContain('headers-trace: ')
    expect(code).toBe(0)
  })
})

it('leaves Error as it was', async () => {
  const look =
    'JSON.stringify(Object.getOwnPropertyDescriptors(Error), (_, value) => typeof value === "function" ? String(value) : value)'
  const text = app('').replace('let caught', `process.on('exit', () => console.log(${look}))\nlet caught`)
  const folder = folderOf({ 'app.js': text })
  const [without, under] = await Promise.all([run(folder, { args: [] }), run(folder)])
  expect(under.stdout).toBe(without.stdout)
})

describe('a crash prints what Node prints', () => {
  it.each([
    ['of a method that was taken off its response', "Promise.resolve('x').then(res.end)"],
    ['of one without arguments', 'const { end } = res; end()'],
    ['of a header method', "const { setHeader } = res; setHeader('a', 'b')"],
    ['of a rejection', "res.end(); (async () => { res.setHeader('a', 'b') })()"],
    [
      'of a refusal below many calls',
      'res.end(); (function deep(n) { n > 0 ? deep(n - 1) : res.writeHead(500) })(20)',
    ],
  ])('%s', async (_, crash) => {
    const folder = folderOf({
      'app.js': `const { ServerResponse } = require('node:http')
const res = new ServerResponse({ method: 'GET', url: '/' })
${crash}
`,
    })
    const [without, under] = await Promise.all([
      run(folder, { args: [] }),
      run(folder, { environment: { HEADERS_TRACE_OUTPUT: 'report' } }),
    ])
    // The one addition, and what Node folds of the stack because of it.
    const lines = (text: string) =>
      text
        .slice(0, text.indexOf("code: '"))
        .split('\n')
        .filter(line => !/\.\.\. \d+ lines/.test(line))
    expect(without.code).toBe(1)
    expect(under.code).toBe(1)
    expect(lines(without.stderr).filter(line => !/node:internal/.test(line))).toEqual(
      lines(under.stderr).filter(line => !/node:internal/.test(line)),
    )
  })
})
