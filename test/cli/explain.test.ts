import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { causes } from '../../src/diagnose/causes'
import { paintOf } from '../../src/report/pretty/paint'
import { forTerminal } from '../../src/tools/cli/markdown'
import { headersTrace } from './command-line'

describe('headers-trace explain', () => {
  test.each(causes.map(({ code }) => code))('says what %s means', code => {
    const { stdout, status } = headersTrace(['explain', code])
    expect(stdout.trimStart().startsWith(`${code}\n`)).toBe(true)
    expect(stdout).toContain('The fix.')
    expect(stdout).toBe(stripVTControlCharacters(stdout))
    expect(stdout).not.toContain('```')
    expect(status).toBe(0)
  })

  test('fits 80 columns, all causes and each one', () => {
    for (const args of [[], ...causes.map(({ code }) => [code])])
      for (const line of headersTrace(['explain', ...args]).stdout.split('\n'))
        expect([...line].length, line).toBeLessThanOrEqual(80)
  })

  test('has colours where they are wanted', () => {
    const explain = (environment: NodeJS.ProcessEnv) =>
      headersTrace(['explain', 'loop'], { environment }).stdout
    expect(explain({ FORCE_COLOR: '1' })).toContain('\u001b[')
    expect(explain({ NO_COLOR: '1' })).not.toContain('\u001b[')
  })
})

describe('Markdown in a terminal', () => {
  test.each([
    ['a paragraph is wrapped', 'one two\nthree four', 'one two\nthree\nfour'],
    ['code keeps its lines', '```js\ndo {\n\n  b()\n}\n```', '  do {\n\n    b()\n  }'],
    ['a heading stands alone', '## loop\n\nTwice.', 'loop\n\nTwice.'],
    ['emphasis goes', '**a** _b_ c_d', 'a b c_d'],
    ['code is marked', '`a_b` c', '`a_b` c'],
    ['a link is its text', '[a](b.md) c', 'a c'],
    ['a comment goes', '<!-- output: x -->\n\ny', 'y'],
  ])('%s', (_title, markdown, text) => {
    expect(forTerminal(markdown, 8, null)).toBe(text)
  })

  test('puts the paths of a report below each other where they are too wide', () => {
    const report = [
      '  path to the first response    path to the second attempt',
      '    one  a.js:1:1                 two  a.js:2:2',
      '                                  ── await ──',
      '',
      '  fingerprint 1',
    ]
    const shown = forTerminal(['```text', ...report, '```'].join('\n'), 40, null)
    expect(shown.split('\n').map(line => line.slice(2))).toEqual([
      '  path to the first response',
      '    one  a.js:1:1',
      '',
      '  path to the second attempt',
      '    two  a.js:2:2',
      '    ── await ──',
      '',
      '  fingerprint 1',
    ])
  })

  test('is as wide in colours as without', () => {
    const text = forTerminal('`one` **two** three', 8, paintOf(true))
    expect(stripVTControlCharacters(text)).toBe('one two\nthree')
  })
})
