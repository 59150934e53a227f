import { describe, expect, it } from 'vitest'
import { siteOf } from '../../src/locate/site'
import { way } from './frames'

const end = 'node:_http_outgoing ServerResponse.end'
const json = 'express@5.3.0 ServerResponse.json'
const send = 'express@5.3.0 ServerResponse.send'
const status = 'express@5.3.0 ServerResponse.sendStatus'
const layer = 'router@2.2.0 Layer.handleRequest'
const ticks = 'node:internal/process/task_queues process.processTicksAndRejections'

const operation = 'end'

describe('the site of an attempt', () => {
  it.each<[string, string[][], string | null, string, string | null]>([
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
      "is the call of a package's function, which responded for the application",
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
      [[end, 'send@1.2.0 respond', 'node:events EventEmitter.emit', 'app show']],
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
      'is in the framework where it responds by itself',
      [[end, json, 'express@5.3.0 next', 'node:events Server.emit']],
      'next',
      'res.json',
      null,
    ],
    [
      'is the line that rendered, and not the view engine of the application that was called meanwhile',
      [
        [
          ...[
            end,
            send,
            'express@5.3.0 done',
            'pug@3.0.3 renderFile',
            'app engine',
            'express@5.3.0 View.render',
          ],
          ...['express@5.3.0 ServerResponse.render', 'app show'],
        ],
      ],
      'show',
      'res.render',
      null,
    ],
    [
      'is the line that rendered, also where the view engine takes its time',
      [
        [end, send, 'express@5.3.0 done', 'app read'],
        ['app engine', 'express@5.3.0 View.render', 'express@5.3.0 ServerResponse.render', 'app show'],
      ],
      'show',
      'res.render',
      null,
    ],
    [
      'is the line in a callback that the application has given to what it called',
      [
        [
          end,
          send,
          'app rendered',
          'express@5.3.0 View.render',
          'express@5.3.0 ServerResponse.render',
          'app show',
        ],
      ],
      'rendered',
      'res.send',
      null,
    ],
    [
      'is the line that responded, and not the store of sessions that was written meanwhile',
      [
        [end, 'session@1.19.0 writeEnd', 'app save'],
        ['app set', 'session@1.19.0 save', 'session@1.19.0 ServerResponse.end', json, 'app show'],
      ],
      'show',
      'res.json',
      null,
    ],
    [
      'is the line that called a method which the application has replaced',
      [[end, json, 'app ServerResponse.json', 'app show']],
      'show',
      'res.json',
      null,
    ],
    [
      'is the line that called a method which the application has wrapped without a name',
      [[end, 'app ServerResponse.', json, 'app show']],
      'show',
      'res.json',
      null,
    ],
    [
      'is the line in a method that the application has added to its response',
      [[end, json, 'app ServerResponse.found', 'app show']],
      'found',
      'res.json',
      null,
    ],
    [
      'is the line in a listener of the response',
      [[end, 'app ServerResponse.end', 'node:events ServerResponse.emit']],
      'end',
      'res.end',
      null,
    ],
    [
      'is the header that a replaced method sets',
      [['node:_http_outgoing ServerResponse.setHeader', 'app ServerResponse.end', 'app show']],
      'end',
      'res.setHeader',
      null,
    ],
    [
      'is in the package that called the outermost method',
      [[end, send, status, 'guard@1.0.0 guard', layer, 'express@5.3.0 handle', 'node:events Server.emit']],
      'guard',
      'res.sendStatus',
      null,
    ],
    [
      'is in the package that called it in methods which another has wrapped',
      [[end, 'on-headers@1.1.0 ServerResponse.end', 'dev@1.0.0 dev', layer, 'express@5.3.0 handle']],
      'dev',
      'res.end',
      null,
    ],
    [
      'is in the package, and not where the application has called the framework',
      [
        [
          end,
          send,
          'guard@1.0.0 guard',
          layer,
          'app log',
          layer,
          'express@5.3.0 handle',
          'node:events Server.emit',
        ],
      ],
      'guard',
      'res.send',
      null,
    ],
    [
      'is in the application where the framework responds by itself to what that handed on',
      [
        [
          end,
          'finalhandler@2.1.0 send',
          layer,
          'app log',
          layer,
          'express@5.3.0 handle',
          'node:events Server.emit',
        ],
      ],
      'log',
      'Layer.handleRequest',
      'router@2.2.0',
    ],
    [
      'is in the callback of a package, and not where that handed it over',
      [
        [end, send, 'serve@5.0.5 onError', 'express@5.3.0 onaborted'],
        ['express@5.3.0 ServerResponse.sendFile', 'serve@5.0.5 serve', layer, 'express@5.3.0 handle'],
      ],
      'onError',
      'res.send',
      null,
    ],
    [
      'is where a package called the method, and not in what that works with',
      [
        [end, 'send@1.2.1 SendStream.stream'],
        ['send@1.2.1 SendStream.pipe', 'express@5.3.0 ServerResponse.sendFile', 'serve@5.0.5 serve', layer],
        ['express@5.3.0 handle', 'node:events Server.emit'],
      ],
      'serve',
      'res.sendFile',
      null,
    ],
    [
      'is in the listener of a package, and not in the one that emits',
      [[end, send, 'mock@9.9.0 onError', 'node:events EventEmitter.emit', 'proxy@1.18.1 onResponse']],
      'onError',
      'res.send',
      null,
    ],
    [
      'is in the package that the framework called, and not in what it works with',
      [
        [
          ...['node:_http_outgoing ServerResponse.setHeader', 'cookies@0.9.1 Cookies.set'],
          ...['koa-session@7.0.2 Context.save', 'koa-session@7.0.2 session'],
          ...['koa-compose@4.1.0 dispatch', 'koa@3.3.0 handleRequest', 'node:events Server.emit'],
        ],
      ],
      'save',
      'Cookies.set',
      'cookies@0.9.1',
    ],
    [
      'is nowhere where Node responds by itself',
      [[end, 'node:_http_server parserOnIncoming']],
      null,
      'res.end',
      null,
    ],
    ['is nowhere where the way was not seen', [[]], null, 'res.end', null],
  ])('%s', (_, parts, site, via, by) => {
    const place = siteOf(way(...parts), operation, 'res', true)
    expect({ site: place.site?.function ?? null, via: place.via, by: place.by }).toEqual({ site, via, by })
  })
})
