import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/report/path-steps'
import { linksTo, paintOf } from '../../src/report/pretty/paint'
import { pathColumns } from '../../src/report/pretty/path-columns'
import { widthOf } from '../../src/report/pretty/terminal-text'
import { site } from '../view/report'

const titles = { first: 'path to the first response', second: 'path to the second attempt' }

const call = (name: string, place = 'app.js:1:1'): Step => ({
  kind: 'call',
  frame: site(place, name),
  isSite: false,
})
const folded = (text: string): Step => ({ kind: 'folded', text })
const hop = (reason: string): Step => ({ kind: 'hop', reason })

const show = [call('show'), call('route')]
const log = [call('log')]

const draw = (first: Step[], second: Step[], trunk: Step[], columns: number, paint = paintOf(false)) =>
  pathColumns({ first, second, trunk }, titles, columns, paint)

describe('two paths', () => {
  it('stand one below the other in a narrow terminal, and below them what both have in common', () => {
    expect(draw(show, log, [hop('await'), folded('2 frames in koa@3.0.0')], 99)).toEqual([
      '  path to the first response',
      '    show  app.js:1:1',
      '    route  app.js:1:1',
      '',
      '  path to the second attempt',
      '    log  app.js:1:1',
      '',
      '  path to both',
      '    ── await ──',
      '    2 frames in koa@3.0.0',
    ])
  })

  it('stand side by side in a wide one', () => {
    expect(draw(show, log, log, 100)).toEqual([
      '  path to the first response                        path to the second attempt',
      '    show  app.js:1:1                                  log  app.js:1:1',
      '    route  app.js:1:1',
      '',
      '  path to both',
      '    log  app.js:1:1',
    ])
  })

  it('are not recorded, where there are no steps', () => {
    expect(draw([], log, [], 80).slice(0, 2)).toEqual(['  path to the first response', '    not recorded'])
  })

  const long = [call('long'.repeat(15))]
  it.each([
    ['the first', long, log],
    ['the second', log, long],
    ['both', long, long],
    ['a position', [call('f', `${'deep/'.repeat(30)}app.js:1:1`)], log],
  ])('never take more columns than there are, where %s is long, but for a position', (_, first, second) => {
    for (const columns of [60, 80, 100, 120, 140, 160, 240, 400])
      for (const line of draw(first, second, [], columns)) {
        if (!line.includes('deep/')) expect(widthOf(line)).toBeLessThanOrEqual(columns)
        expect(line).toBe(line.trimEnd())
      }
  })

  it('make room for each other before they give up standing side by side', () => {
    const [title] = draw(log, [call('x'.repeat(60))], [], 130)
    expect(title).toMatch(/^ {2}path to the first response {14,}path to the second attempt$/)
  })

  it('differ in colour', () => {
    const [title, ...lines] = draw(show, [...log, folded('1 frame in a@1.0.0')], [], 140, paintOf(true))
    expect(title).toContain('  \u001b[1m\u001b[31mpath to the first response\u001b[39m\u001b[22m  ')
    expect(title).toContain('  \u001b[36mpath to the second attempt\u001b[39m')
    expect(lines[1]).toContain('\u001b[90m  1 frame in a@1.0.0\u001b[39m')
  })

  it('have no name in them that a terminal would obey', () => {
    expect(draw([call('\u001b[2Jshow')], log, [], 80)[1]).toContain('\\u001b[2Jshow')
  })

  it('link their positions, which take no more columns for it', () => {
    const paint = paintOf(false, linksTo('/shop', '/docs/causes.md'))
    const [, line] = draw([call('show', 'src/my app.js:14:3')], log, [], 100, paint)
    expect(line).toMatch(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a link has them
      /^ {4}show {2}\u001b]8;;file:\/\/\/shop\/src\/my%20app\.js#14\u001b\\src\/my app\.js:14:3\u001b]8;;\u001b\\ +log {2}/,
    )
  })
})

describe('a long path', () => {
  const layers = Array.from({ length: 40 }, (_, index) => call(`layer${index}`))

  it('is shown as its nearest and its outermost calls', () => {
    const lines = draw(layers, log, layers, 80).map(line => line.trim())
    expect(lines.slice(1, lines.indexOf(''))).toEqual([
      ...layers.slice(0, 12).map((_, index) => `layer${index}  app.js:1:1`),
      '… 25 more calls of the application',
      ...[37, 38, 39].map(index => `layer${index}  app.js:1:1`),
    ])
    expect(lines.slice(lines.indexOf('path to both') + 1)).toHaveLength(9)
  })
})
