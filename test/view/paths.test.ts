import { describe, expect, test } from 'vitest'
import type { Step } from '../../src/tools/view/paths'
import { pathsOf } from '../../src/tools/view/paths'
import { part, report, site } from './report'

const told = (steps: readonly Step[]) =>
  steps.map(step => {
    if (step.kind === 'later') return `~ ${step.reason}`
    return step.kind === 'folded' ? step.text : `${step.function} ${step.place}`
  })

const express = site('node_modules/express/index.js:9:9', 'next', 'express@5.3.0')
const server = site('node:_http_server:1:1', 'parserOnIncoming', 'node')
const waysFrom = (first: object, second: object, fork: object | null) => {
  const { trunk, first: one, second: other, fork: name } = pathsOf(report({ first, second, fork }))
  return { trunk: told(trunk), first: told(one), second: told(other), fork: name }
}

describe('two ways', () => {
  test('part in the function of the fork, each with its own line there', () => {
    const [one, other] = [site('app.js:17:7', 'follow'), site('app.js:12:3', 'follow')]
    const found = site('app.js:14:9', 'found')
    expect(
      waysFrom(
        { site: one, path: [part(null, one, express, server)] },
        { site: found, path: [part(null, found), part('file system', other, express, server)] },
        {
          function: 'follow',
          file: 'app.js',
          first: { line: 17, column: 7 },
          second: { line: 12, column: 3 },
        },
      ),
    ).toEqual({
      trunk: ['1 frame in express@5.3.0'],
      first: ['follow app.js:17:7'],
      second: ['follow app.js:12:3', '~ file system', 'found app.js:14:9'],
      fork: 'follow',
    })
  })

  test('share what led to the fork, hand-overs too', () => {
    const [one, other, show] = [
      site('a.js:5:1', 'found'),
      site('a.js:7:1', 'found'),
      site('a.js:2:1', 'show'),
    ]
    const before = part('promise.then', show, express)
    expect(
      waysFrom(
        { site: one, path: [part(null, one), before] },
        { site: other, path: [part(null, other), before] },
        { function: 'found', file: 'a.js', first: { line: 5, column: 1 }, second: { line: 7, column: 1 } },
      ).trunk,
    ).toEqual(['1 frame in express@5.3.0', 'show a.js:2:1', '~ promise.then'])
  })

  test('keep a line each where the same came twice the same way', () => {
    const way = { site: site('a.js:5:1'), path: [part(null, site('a.js:5:1')), part('await', express)] }
    expect(waysFrom(way, way, null)).toEqual({
      trunk: ['1 frame in express@5.3.0', '~ await'],
      first: ['show a.js:5:1'],
      second: ['show a.js:5:1'],
      fork: null,
    })
  })

  test('have nothing in common where one was not seen', () => {
    const second = { site: site('a.js:5:1'), path: [part(null, site('a.js:5:1'))] }
    expect(waysFrom({ site: null, path: [] }, second, null)).toEqual({
      trunk: [],
      first: [],
      second: ['show a.js:5:1'],
      fork: null,
    })
  })

  test('leave out what the application called at the site, and what Node did', () => {
    const here = site('a.js:5:1')
    const json = site('node_modules/express/response.js:2:2', 'json', 'express@5.3.0')
    const way = waysFrom(
      { site: here, path: [part(null, json, here, server)] },
      { site: null, path: [] },
      null,
    )
    expect(way.first).toEqual(['show a.js:5:1'])
  })

  test('tell once what comes again and again', () => {
    const [poll, ask] = [site('a.js:5:1', 'poll'), site('a.js:6:1', 'ask')]
    const round = part('setTimeout', ask, poll)
    const way = waysFrom(
      { site: ask, path: [part(null, ask), round, round, round, round] },
      { site: null, path: [] },
      null,
    )
    expect(way.first).toEqual([
      'poll a.js:5:1',
      'ask a.js:6:1',
      '~ setTimeout',
      'the same 3 more times',
      'ask a.js:6:1',
    ])
  })
})
