import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, linesIn, marksOf, preload, run } from '../program'

const late = "try { res.setHeader('a', 'b') } catch {}"

/** Programs whose second attempt is in code that is made while they run. */
const programs: [string, string][] = [
  ['eval', `eval("${late}") // second`],
  ['eval in a function', `function late() { eval("${late}") } // second\nlate()`],
  ['indirect eval', `globalThis.res = res\n;(0, eval)("${late}") // second`],
  ['new Function', `new Function('res', "${late}")(res) // second`],
  ['an async function made from text', `new (async () => {}).constructor('res', "${late}")(res) // second`],
]

const app = (second: string) => `${aResponse}
res.end('found') // first
${second}
`

describe('names the line that runs', () => {
  for (const [kind, args] of [
    ['', preload],
    [', where V8 does not hand out calls', ['--frozen-intrinsics', ...preload]],
  ] as [string, string[]][])
    it.each(programs)(`%s${kind}`, async (_, second) => {
      const text = app(second)
      const { conflicts } = await run(folderOf({ 'app.js': text }), { args })
      expect(conflicts.map(linesIn)).toEqual([marksOf('app.js', text)])
    })
})

describe('code made from text', () => {
  it('is named as V8 names it where it has no name', async () => {
    const text = app(`globalThis.res = res; require('node:vm').runInThisContext("\\n\\n${late}")`)
    const { conflicts } = await run(folderOf({ 'app.js': text }))
    expect(linesIn(conflicts[0]).second).toBe('evalmachine.<anonymous>:3')
  })

  it('is named by its own name', async () => {
    const text = app(`globalThis.res = res; require('node:vm').runInThisContext("\\n${late}", 'late.vm')`)
    const { conflicts } = await run(folderOf({ 'app.js': text }))
    expect(linesIn(conflicts[0]).second).toBe('late.vm:2')
  })

  it("has the file that its sourceURL names, as in webpack's development builds", async () => {
    const text = app(`eval("\\n\\n\\n${late}\\n//# sourceURL=webpack-internal:///./src/late.js")`)
    const { conflicts, stderr } = await run(
      folderOf({ 'app.js': text, 'src/late.js': '1\n2\n3\nwrong\n5\n' }),
    )
    expect(linesIn(conflicts[0]).second).toBe('src/late.js:?')
    expect(stderr).not.toContain('wrong')
  })

  it.each([
    ['vm', "globalThis.res = res; require('node:vm').runInThisContext(code, __dirname + '/late.js')"],
    ['eval', "eval(code + '\\n//# sourceURL=' + __dirname + '/late.js')"],
    ['new Function', "new Function('res', code + '\\n//# sourceURL=' + __dirname + '/late.js')(res)"],
    [
      'eval by URL',
      "eval(code + '\\n//# sourceURL=' + require('node:url').pathToFileURL(__dirname + '/late.js'))",
    ],
  ])('does not borrow the lines of a file that it is named after (%s)', async (_, evaluate) => {
    for (const before of ['', '\n', '\n\n']) {
      const text = app(`const code = ${JSON.stringify(before + late)}\n${evaluate}`)
      const folder = folderOf({ 'app.js': text, 'late.js': `${'wrong,'.repeat(20)}\n\nwrong\nwrong` })
      const { conflicts, stderr } = await run(folder)
      expect(linesIn(conflicts[0]).second).toBe('late.js:?')
      expect(stderr).not.toContain('wrong')
    }
  })

  it('shares the lines of the file that it was read from', async () => {
    const read = "require('node:vm').runInThisContext(require('node:fs').readFileSync(file, 'utf8'), file)"
    const text = app(`globalThis.res = res; const file = __dirname + '/late.js'\n${read}`)
    const { conflicts, stderr } = await run(folderOf({ 'app.js': text, 'late.js': `\n  ${late} // late\n` }))
    expect(linesIn(conflicts[0]).second).toBe('late.js:2')
    expect(stderr).toContain(`${late} // late`)
  })

  it('has no line where nothing of the application is on the way', async () => {
    const text = app(`setTimeout(new Function('res', ${JSON.stringify(late)}), 1, res)`)
    const { conflicts, stderr } = await run(folderOf({ 'app.js': text }))
    expect(linesIn(conflicts[0])).toEqual({ ...marksOf('app.js', text), second: null })
    expect(stderr).not.toContain('wrong')
  })
})
