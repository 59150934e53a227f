import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../examples/run.mjs'

const read = (file: string) => readFileSync(join(root, file), 'utf8')

const exported = [...read('src/index.ts').matchAll(/^export (?:type )?\{ (.+) \} from '(.+)'$/gm)].flatMap(
  ([, names = '', file = '']) =>
    names.split(', ').map(name => ({ name: name.replace('type ', ''), text: read(`src/${file}.ts`) })),
)

test('what the package exports is what this looks at', () => {
  const exports = read('src/index.ts').match(/^export /gm)
  expect(exported.length).toBeGreaterThanOrEqual(exports?.length ?? 0)
  expect(exported.map(({ name }) => name)).toContain('install')
})

test.each(exported)('$name says what it is', ({ name, text }) => {
  expect(text).toMatch(new RegExp(`\\*/\\nexport (?:interface|type|function|const) ${name}\\b`))
})

test.each(exported)('$name is in the README', ({ name }) => {
  expect(read('README.md')).toMatch(new RegExp(`\`${name}[\`(]`))
})
