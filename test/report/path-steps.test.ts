import { describe, expect, test } from 'vitest'
import type { Conflict, PathSegment, Site } from '../../src/report/conflict'
import {
  type Direction,
  type PathOfSide,
  pathStepsOf,
  positionText,
  type Step,
} from '../../src/report/path-steps'
import { part, site } from '../view/report'

const shown = (steps: readonly Step[]) =>
  steps.map(step => {
    if (step.kind === 'hop') return `~ ${step.reason}`
    return step.kind === 'folded' ? step.text : `${step.frame.function} ${positionText(step.frame)}`
  })

const express = site('node_modules/express/index.js:9:9', 'next', 'express@5.3.0')
const server = site('node:_http_server:1:1', 'parserOnIncoming', 'node')
const end = site('node:_http_outgoing:1:1', 'end', 'node')
const unrecorded: PathOfSide = { site: null, path: null }

const side = (...path: PathSegment[]): PathOfSide => ({
  site: path.flatMap(({ frames }) => frames).find(frame => frame.owner === 'app') ?? null,
  path,
})

const stepsOf = (
  first: PathOfSide,
  second: PathOfSide,
  fork: Conflict['fork'] = null,
  direction: Direction = 'from the request',
) => {
  const { trunk, first: one, second: other } = pathStepsOf(first, second, fork, direction)
  return { trunk: shown(trunk), first: shown(one), second: shown(other) }
}

/** The steps of one path alone, from the attempt. */
const pathOf = (...path: PathSegment[]) => stepsOf(side(...path), unrecorded, null, 'from the attempt').first

describe('two paths', () => {
  test('part in the function of the fork, each with its own line there', () => {
    const [one, other] = [site('app.js:17:7', 'follow'), site('app.js:12:3', 'follow')]
    const found = site('app.js:14:9', 'found')
    const fork = {
      function: 'follow',
      file: 'app.js',
      first: { line: 17, column: 7 },
      second: { line: 12, column: 3 },
    }
    expect(
      stepsOf(
        side(part(null, one, express, server)),
        side(part(null, found), part('file system', other, express, server)),
        fork,
      ),
    ).toEqual({
      trunk: ['1 frame in express@5.3.0'],
      first: ['follow app.js:17:7'],
      second: ['follow app.js:12:3', '~ file system', 'found app.js:14:9'],
    })
  })

  test('share what led to the fork, asynchronous hops too', () => {
    const [one, other, show] = [
      site('a.js:5:1', 'found'),
      site('a.js:7:1', 'found'),
      site('a.js:2:1', 'show'),
    ]
    const before = part('promise.then', show, express)
    expect(
      stepsOf(side(part(null, one), before), side(part(null, other), before), {
        function: 'found',
        file: 'a.js',
        first: { line: 5, column: 1 },
        second: { line: 7, column: 1 },
      }).trunk,
    ).toEqual(['1 frame in express@5.3.0', 'show a.js:2:1', '~ promise.then'])
  })

  test('are compared from the fork outwards, as of a deep stack one side may have less', () => {
    const layers = Array.from({ length: 9 }, (_, index) => site(`layer${index}.js:1:1`, `layer${index}`))
    const [one, start, other] = [site('a.js:5:1', 'show'), site('a.js:6:1', 'show'), site('a.js:7:1', 'show')]
    const fork = {
      function: 'show',
      file: 'a.js',
      first: { line: 5, column: 1 },
      second: { line: 7, column: 1 },
    }
    const first = side(part(null, one, ...layers))
    const second = side(part(null, other), part('await', start, ...layers.slice(0, -1)))
    expect(stepsOf(first, second, fork, 'from the attempt')).toEqual({
      trunk: layers.map((_, index) => `layer${index} layer${index}.js:1:1`),
      first: ['show a.js:5:1'],
      second: ['show a.js:7:1', '~ await', 'show a.js:6:1'],
    })
  })

  test('keep a line each where the same came twice by one path', () => {
    const twice = side(part(null, site('a.js:5:1')), part('await', express))
    expect(stepsOf(twice, twice)).toEqual({
      trunk: ['1 frame in express@5.3.0', '~ await'],
      first: ['show a.js:5:1'],
      second: ['show a.js:5:1'],
    })
  })

  test('have nothing in common where one was not recorded', () => {
    expect(stepsOf(unrecorded, side(part(null, site('a.js:5:1'))))).toEqual({
      trunk: [],
      first: [],
      second: ['show a.js:5:1'],
    })
  })

  test('are read from the attempt as well', () => {
    const [show, route] = [site('a.js:5:1', 'show'), site('a.js:2:1', 'route')]
    const path = side(part(null, show), part('await', route, express, server))
    expect(stepsOf(path, side(part(null, express)), null, 'from the attempt').first).toEqual([
      'show a.js:5:1',
      '~ await',
      'route a.js:2:1',
      '1 frame in express@5.3.0',
    ])
  })
})

describe('a path', () => {
  const [show, route, log] = [site('a.js:5:1', 'show'), site('a.js:2:1', 'route'), site('a.js:9:1', 'log')]
  const of = (name: string, count = 1): Site[] =>
    Array.from({ length: count }, () => site('x.js:1:1', 'f', name))
  const names = (lines: readonly string[]) => lines.map(line => line.replace(/ \S+:\d+:\d+$/, ''))

  test.each<[string, PathSegment[], string[]]>([
    ['begins with the line that sent', [part(null, end, show, route)], ['show', 'route']],
    ['leaves out what was called there', [part(null, end, express, show, route)], ['show', 'route']],
    [
      'folds what packages did',
      [part(null, show, ...of('router@2.0.0', 2), log)],
      ['show', '2 frames in router@2.0.0', 'log'],
    ],
    [
      'names two packages in a fold',
      [part(null, show, ...of('a@1.0.0'), ...of('b@2.0.0'), log)],
      ['show', '2 frames in a@1.0.0 and b@2.0.0', 'log'],
    ],
    [
      'counts more packages in a fold',
      [
        part(
          null,
          show,
          ...of('a@1.0.0'),
          ...of('b@2.0.0'),
          ...of('c@3.0.0'),
          ...of('d@4.0.0'),
          ...of('a@1.0.0'),
          log,
        ),
      ],
      ['show', '5 frames in a@1.0.0, b@2.0.0 and 2 more', 'log'],
    ],
    ["leaves out Node's own calls", [part(null, show, server, log, server)], ['show', 'log']],
    ["has Node's own calls where there are no others", [part(null, end, server)], ['2 frames in node']],
    [
      'keeps what a package did at its beginning',
      [part(null, show, express, server)],
      ['show', '1 frame in express@5.3.0'],
    ],
    [
      'goes on through what awaits',
      [part(null, show), part('await', route, express)],
      ['show', '~ await', 'route', '1 frame in express@5.3.0'],
    ],
    [
      'has the framework where it responded by itself',
      [part(null, end, express)],
      ['1 frame in express@5.3.0'],
    ],
    [
      'counts the frames that a report leaves out',
      [part(null, show, { ...express, omitted: 12 }, log)],
      ['show', '13 frames in express@5.3.0', 'log'],
    ],
    [
      'says how many calls a report leaves out of its middle',
      [part(null, show, { ...log, omitted: 30 })],
      ['show', '… 30 more calls', 'log'],
    ],
  ])('%s', (_title, path, lines) => {
    expect(names(pathOf(...path))).toEqual(lines)
  })

  test('says once what comes again and again', () => {
    const [poll, ask] = [site('a.js:5:1', 'poll'), site('a.js:6:1', 'ask')]
    const round = part('setTimeout', ask, poll)
    const path = side(part(null, ask), round, round, round, round)
    expect(stepsOf(path, unrecorded).first).toEqual([
      'poll a.js:5:1',
      'ask a.js:6:1',
      '~ setTimeout',
      'the same 3 more times',
      'ask a.js:6:1',
    ])
    expect(stepsOf(path, unrecorded, null, 'from the attempt').first).toEqual([
      'ask a.js:6:1',
      '~ setTimeout',
      'ask a.js:6:1',
      'poll a.js:5:1',
      'the same 3 more times',
    ])
  })
})
