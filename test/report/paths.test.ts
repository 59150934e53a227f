import { describe, expect, it } from 'vitest'
import { paintOf } from '../../src/report/pretty/paint'
import { paths } from '../../src/report/pretty/paths'
import { widthOf } from '../../src/report/pretty/terminal-text'
import { way } from '../locate/frames'

/** A side of a conflict with this way; its site is the first call of the application. */
function side(...parts: string[][]) {
  const path = way(...parts)
  const site = path.flatMap(part => part.frames).find(frame => frame.owner === 'app') ?? null
  return { operation: 'end', via: 'res.end', by: null, responder: null, site, path, isComplete: true }
}

const end = 'node:_http_outgoing ServerResponse.end'
const show = side([end, 'express@5.3.0 ServerResponse.json', 'app show', 'app route'])
const nobody = side()

/** The way to the first alone, as it stands in a narrow terminal. */
const wayOf = (first: ReturnType<typeof side>) => {
  const lines = paths(first, nobody, 80, paintOf(false))
  return lines.slice(1, lines.indexOf('')).map(line => line.trim())
}

describe('a way', () => {
  it.each([
    ['begins with the line that sent', [[end, 'app show', 'app route']], ['show', 'route']],
    [
      'leaves out what was called there',
      [[end, 'express@5.3.0 ServerResponse.json', 'app show', 'app route']],
      ['show', 'route'],
    ],
    [
      'folds what packages did on the way',
      [[end, 'app show', 'router@2.0.0 next', 'router@2.0.0 handle', 'app log']],
      ['show', '2 frames in router@2.0.0', 'log'],
    ],
    [
      'names two packages in a fold',
      [['app show', 'a@1.0.0 x', 'b@2.0.0 y', 'app log']],
      ['show', '2 frames in a@1.0.0 and b@2.0.0', 'log'],
    ],
    [
      'counts more packages in a fold',
      [['app show', 'a@1.0.0 x', 'b@2.0.0 y', 'c@3.0.0 z', 'd@4.0.0 z', 'a@1.0.0 z', 'app log']],
      ['show', '5 frames in a@1.0.0, b@2.0.0 and 2 more', 'log'],
    ],
    [
      "does not count Node's own calls among a package's",
      [['app show', 'a@1.0.0 x', 'node:events EventEmitter.emit', 'app log']],
      ['show', '1 frame in a@1.0.0', 'log'],
    ],
    [
      "tells of Node's own calls between the application's",
      [['app show', 'node:events EventEmitter.emit', 'app log']],
      ['show', '1 frame in node', 'log'],
    ],
    [
      "leaves out Node's own calls at its beginning",
      [['app show', 'node:events Server.emit', 'node:_http_server parserOnIncoming']],
      ['show'],
    ],
    [
      'keeps what a package did at its beginning',
      [['app show', 'express@5.3.0 handle', 'node:events Server.emit']],
      ['show', '1 frame in express@5.3.0'],
    ],
    [
      'goes on through what awaits',
      [['app show'], ['app async route', 'koa@3.0.0 async handle']],
      ['show', '── await ──', 'route', '1 frame in koa@3.0.0'],
    ],
    [
      "tells of Node's own calls where there are no others",
      [[end, 'node:events Server.emit']],
      ['2 frames in node'],
    ],
    [
      'tells of a framework where it answers by itself',
      [[end, 'koa@3.0.0 respond']],
      ['1 frame in koa@3.0.0'],
    ],
  ])('%s', (_, parts, lines) => {
    expect(wayOf(side(...parts)).map(line => line.replace(/ {2}\S+:\d+:\d+$/, ''))).toEqual(lines)
  })

  it('says where each call is', () => {
    expect(wayOf(show)).toEqual(['show  /shop/app.js:1:1', 'route  /shop/app.js:1:1'])
  })

  it('says so where it was not seen', () => {
    expect(wayOf(nobody)).toEqual(['not recorded'])
  })

  it('has no name in it that a terminal would obey', () => {
    expect(wayOf(side(['app \u001b[2Jshow']))[0]).toContain('\\u001b[2Jshow')
  })
})

describe('two ways', () => {
  const log = side([end, 'app log'])
  const long = side([end, `app ${'long'.repeat(15)}`])

  it('stand one below the other in a narrow terminal', () => {
    expect(paths(show, log, 99, paintOf(false))).toEqual([
      '  path to the first response',
      '    show  /shop/app.js:1:1',
      '    route  /shop/app.js:1:1',
      '',
      '  path to the second attempt',
      '    log  /shop/app.js:1:1',
    ])
  })

  it('stand side by side in a wide one', () => {
    expect(paths(show, log, 100, paintOf(false))).toEqual([
      '  path to the first response                        path to the second attempt',
      '    show  /shop/app.js:1:1                            log  /shop/app.js:1:1',
      '    route  /shop/app.js:1:1',
    ])
  })

  it.each([
    ['the first', long, log],
    ['the second', log, long],
    ['both', long, long],
  ])('never take more columns than there are, where %s is long', (_, first, second) => {
    for (const columns of [100, 120, 140, 160, 240, 400])
      for (const line of paths(first, second, columns, paintOf(false))) {
        expect(widthOf(line)).toBeLessThanOrEqual(columns)
        expect(line).toBe(line.trimEnd())
      }
  })

  it('make room for each other before they give up standing side by side', () => {
    const [title] = paths(log, side([`app ${'x'.repeat(60)}`]), 130, paintOf(false))
    expect(title).toMatch(/^ {2}path to the first response {14,}path to the second attempt$/)
  })

  it('are told apart by colour', () => {
    const [title, ...lines] = paths(show, side(['app log', 'a@1.0.0 x']), 140, paintOf(true))
    expect(title).toContain('  \u001b[36mpath to the first response\u001b[39m  ')
    expect(title).toContain('  \u001b[31mpath to the second attempt\u001b[39m')
    expect(lines[1]).toContain('\u001b[90m  1 frame in a@1.0.0\u001b[39m')
  })
})
