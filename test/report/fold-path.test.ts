import { describe, expect, it } from 'vitest'
import type { PathSegment, Site } from '../../src/report/conflict'
import { foldPath } from '../../src/report/fold-path'
import { folderOf, run } from '../program'
import { part, site } from '../view/report'

const app = (line: number) => site(`app.js:${line}:1`, `f${line}`)
const of = (name: string, line = 1) => site(`node_modules/x.js:${line}:1`, `g${line}`, name)
const lines = (path: PathSegment[]) =>
  path.map(({ frames }) =>
    frames.map(
      ({ line, owner, omitted }) => `${owner} ${line}${omitted === undefined ? '' : ` +${omitted}`}`,
    ),
  )

describe('a path in a report', () => {
  it('keeps the outermost of consecutive calls in one package, and counts the others', () => {
    const path = [
      part(null, of('a@1', 1), of('a@1', 2), of('a@1', 3), app(4), of('a@1', 5), of('b@1', 6), of('b@1', 7)),
    ]
    expect(lines(foldPath(path, []))).toEqual([['package 3 +2', 'app 4', 'package 5', 'package 7 +1']])
  })

  it('folds over no asynchronous hop', () => {
    const path = [part(null, of('a@1', 1), of('a@1', 2)), part('await', of('a@1', 3))]
    expect(lines(foldPath(path, []))).toEqual([['package 2 +1'], ['package 3']])
  })

  it('keeps the site and the fork', () => {
    const path = [part(null, of('a@1', 1), of('a@1', 2), of('a@1', 3), of('a@1', 4))]
    expect(lines(foldPath(path, [of('a@1', 2)]))).toEqual([['package 2 +1', 'package 4 +1']])
  })

  it('that is long keeps its nearest and its outermost calls, and what must stay', () => {
    const frames: Site[] = Array.from({ length: 60 }, (_, index) => app(index))
    const [shown = []] = lines(foldPath([part(null, ...frames)], [app(30)]))
    expect(shown.slice(0, 12)).toEqual(frames.slice(0, 12).map(({ line }) => `app ${line}`))
    expect(shown.slice(12)).toEqual([
      'app 30 +18',
      'app 54 +23',
      ...[55, 56, 57, 58, 59].map(line => `app ${line}`),
    ])
  })

  it('keeps what must stay once, where it is nearest, though it is there many times', () => {
    const frames: Site[] = Array.from({ length: 60 }, (_, index) => app(index % 20))
    const [shown = []] = lines(foldPath([part(null, ...frames)], [app(15)]))
    expect(shown.slice(12)).toEqual([
      'app 15 +3',
      'app 14 +38',
      ...[15, 16, 17, 18, 19].map(line => `app ${line}`),
    ])
  })

  it('leaves out segments of which nothing is left', () => {
    const path = Array.from({ length: 60 }, (_, index) => part(index === 0 ? null : 'await', app(index)))
    const folded = foldPath(path, [])
    expect(folded).toHaveLength(18)
    expect(
      folded.flatMap(({ frames }) => frames).reduce((sum, { omitted = 0 }) => sum + 1 + omitted, 0),
    ).toBe(60)
  })
})

it('a report of an application with forty layers is small, and fits a screen', async () => {
  const text = `const http = require('node:http')
const layers = []
${Array.from({ length: 40 }, (_, index) => `layers.push(function layerNumber${index}(req, res, next) { next() })`).join('\n')}
layers.push(function handler(req, res) {
  res.writeHead(200).end()
  setImmediate(() => { try { res.setHeader('X-Late', '1') } catch {} })
})
const dispatch = require('layered')
const server = http.createServer((req, res) => dispatch(layers, req, res)).listen(0, () =>
  http.get({ port: server.address().port, agent: false }, res => res.resume().on('end', () => server.close())))
`
  const layered = `module.exports = function dispatch(layers, req, res) {
  const next = index => enter(index)
  const enter = index => call(index)
  const call = index => layers[index](req, res, () => next(index + 1))
  next(0)
}
`
  const files = {
    'app.js': text,
    'node_modules/layered/package.json': '{ "name": "layered", "version": "1.0.0" }',
    'node_modules/layered/index.js': layered,
  }
  const folder = folderOf(files)
  const json = await run(folder, {
    environment: { HEADERS_TRACE_FORMAT: 'json', HEADERS_TRACE_BUDGET: 'full' },
  })
  expect(JSON.parse(json.stderr).second.path.length).toBeGreaterThan(1)
  expect(json.stderr.length).toBeLessThanOrEqual(8192)
  const pretty = await run(folder, { environment: { HEADERS_TRACE_BUDGET: 'full' } })
  expect(pretty.stderr.split('\n').length).toBeLessThanOrEqual(50)
  expect(pretty.stderr).toContain('more calls of the application')
})
