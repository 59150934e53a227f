import { describe, expect, it } from 'vitest'
import { siteOf } from '../../src/locate/site'
import { way } from './frames'

const end = 'node:_http_outgoing ServerResponse.end'
const json = 'express@5.3.0 ServerResponse.json'
const ticks = 'node:internal/process/task_queues process.processTicksAndRejections'

describe('the place of an attempt', () => {
  it.each([
    ['is the call of Node itself', [[end, 'app show', 'app main']], 'show', 'res.end', null],
    ["is the call of a framework's method", [[end, json, 'app show']], 'show', 'res.json', null],
    [
      'is the nearest call of the application',
      [[end, json, 'app helper', 'app show']],
      'helper',
      'res.json',
      null,
    ],
    [
      'is the call of a method under its assigned name',
      [[end, 'express@2.4.3 ServerResponse.res.redirect', 'app show']],
      'show',
      'res.redirect',
      null,
    ],
    [
      "is the call of a package's function, which answered for the application",
      [[end, 'connect-auth@0.6.1 redirect', 'connect-auth@0.6.1 req.authenticate', 'app signIn']],
      'signIn',
      'req.authenticate',
      'connect-auth@0.6.1',
    ],
    [
      "is the call of a package's method",
      [[end, 'send@1.2.0 SendStream.pipe', 'app show']],
      'show',
      'SendStream.pipe',
      'send@1.2.0',
    ],
    [
      "is the call of a package's anonymous function",
      [[end, 'send@1.2.0', 'app show']],
      'show',
      '<anonymous>',
      'send@1.2.0',
    ],
    [
      'is the call of something of Node that called a package',
      [[end, 'send@1.2.0 answer', 'node:events EventEmitter.emit', 'app show']],
      'show',
      'EventEmitter.emit',
      null,
    ],
    [
      'is the call that is awaited, where the application waits for a package',
      [[end, 'render@1.0.0 helper', 'render@1.0.0 render', ticks], ['app async show']],
      'show',
      'render',
      'render@1.0.0',
    ],
    [
      'is the call that is awaited, through more that awaits',
      [
        [end, 'render@1.0.0 helper', ticks],
        ['render@1.0.0 async render', 'app async show'],
      ],
      'show',
      'render',
      'render@1.0.0',
    ],
    [
      'is a running call before one that awaits',
      [[end, 'app helper', ticks], ['app async show']],
      'helper',
      'res.end',
      null,
    ],
    [
      'is nowhere where a framework answers by itself',
      [[end, json, 'express@5.3.0 next', 'node:events Server.emit']],
      null,
      'res.json',
      null,
    ],
    [
      'is nowhere where Node answers by itself',
      [[end, 'node:_http_server parserOnIncoming']],
      null,
      'res.end',
      null,
    ],
    ['is nowhere where the way was not seen', [[]], null, 'res.end', null],
  ])('%s', (_, parts, site, via, by) => {
    const place = siteOf(way(...parts), 'end')
    expect({ site: place.site?.function ?? null, via: place.via, by: place.by }).toEqual({ site, via, by })
  })
})
