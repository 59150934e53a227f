import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { functionNameAt } from '../../src/source/function-name'
import { Sources } from '../../src/source/sources'
import { folderOf, run } from '../program'
import { call } from './frames'

/** Statements, each of which calls `here()` once, from a function that V8 names in one way or another. */
const statements = [
  'function declared() { here() } declared()',
  'const direct = () => here(); direct()',
  'const expression = function () { here() }; expression()',
  'const named = function own() { here() }; named()',
  'let later; later = () => here(); later()',
  'let unset; unset ??= () => here(); unset()',
  'const { given = () => here() } = {}; given()',
  'function callsBack(callback = () => here()) { callback() } callsBack()',
  'const listed = { inner: () => here() }; listed.inner()',
  'const quoted = { "a-b": () => here() }; quoted["a-b"]()',
  'const method = { run() { here() } }; method.run()',
  'const getter = { get value() { return here() } }; getter.value',
  'exports.shown = () => here(); exports.shown()',
  'exports.deep = { later: async () => here() }; exports.deep.later()',
  'const wrapped = wrap(() => here()); wrapped()',
  'const made = () => () => here(); made()()',
  '(() => here())()',
  '(function () { here() })()',
  'class Shown { show() { here() } } new Shown().show()',
  'class Static { static show() { here() } } Static.show()',
  'class Field { show = () => here() } new Field().show()',
  'class Private { #show() { here() } show() { this.#show() } } new Private().show()',
  'class Made { constructor() { here() } } new Made()',
  'const Anonymous = class { constructor() { here() } }; new Anonymous()',
  'class Initial { value = here() } new Initial()',
  'this.self = () => here(); this.self()',
  'exports["x" + 1] = () => here(); exports.x1()',
  'const chosen = true ? () => here() : null; chosen()',
  'const array = [() => here()]; array[0]()',
  'function* generated() { here() } generated().next()',
  'here()',
]

describe("what V8 calls a function is found in the author's text", () => {
  it.each(statements)('%s', async statement => {
    const program = `const wrap = fn => fn
function here() {
  const before = Error.prepareStackTrace
  Error.prepareStackTrace = (_error, calls) => calls[1]
  const site = new Error().stack
  Error.prepareStackTrace = before
  console.log(JSON.stringify([site.getFunctionName(), site.getLineNumber(), site.getColumnNumber()]))
}
${statement}
`
    const folder = folderOf({ 'app.js': program })
    const { stdout } = await run(folder, { args: [] })
    const [name, line, column] = JSON.parse(stdout)
    const found = nameIn(join(folder, 'app.js'), program, line, column)
    // Where the text alone does not say, V8's own name stays.
    expect([name, undefined]).toContain(found)
    if (/^(?:function|const (?:direct|listed)|class (?:Shown|Field|Made)|exports\.)/.test(statement))
      expect(found).toBe(name)
  })

  it.each([
    ['const show = (() => {\n  here()\n}) as Handler', 'show'],
    ['const show = (() => {\n  here()\n}) satisfies Handler', 'show'],
    ['export default () => {\n  here()\n}', 'default'],
    ['export default function () {\n  here()\n}', 'default'],
    ['export const show: Handler = async () => {\n  here()\n}', 'show'],
    ['app.get("/", () => {\n  here()\n})', null],
  ])('also in TypeScript and modules: %s', (text, name) => {
    const folder = folderOf({ 'app.ts': text })
    expect(nameIn(join(folder, 'app.ts'), text, 2, 3)).toBe(name)
  })
})

function nameIn(file: string, text: string, line: number, column: number) {
  writeFileSync(file, text)
  const sources = new Sources(() => {}, Date.now() + 60_000)
  const at = { ...call('Object.show', file, line, column) }
  const source = sources.sourceOf(at, file, 'app', true)
  return functionNameAt({ file, path: file, line, column, source, isMapped: true, call: at })
}
