// Responses that come about, are wrapped or are sent by all means that frameworks have found. Each is sent by
// `sendFirst`, and then again.
import http, { OutgoingMessage, ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import inject from 'light-my-request'
import { attempt, conflictsIn, conflictsOf } from './conflicts.mjs'
import { request } from './exchange.mjs'

function sendFirst(res) {
  res.end('first')
}

function sendSecond(res) {
  try {
    res.setHeader('X-Late', '1')
  } catch {}
}

const sentTwice = (first, second = first) => {
  sendFirst(first)
  sendSecond(second)
}

// Node does not finish a response that is ended through a Proxy: its head is sent twice.
const headTwice = (first, second = first) => {
  function sendFirst() {
    first.writeHead(200)
  }
  sendFirst()
  sendSecond(second)
}

const requestByHand = {
  method: 'GET',
  url: '/by-hand',
  headers: {},
  httpVersionMajor: 1,
  httpVersionMinor: 1,
}

/** An exchange with a server whose responses are of a class of its own. */
const ofClass = Response =>
  conflictsIn((_req, res) => sentTwice(res), { options: { ServerResponse: Response } })

export const table = {
  'a prototype put in place of its own, as Express does': () =>
    conflictsIn((_req, res) => {
      const { prototype } = ServerResponse
      Object.setPrototypeOf(
        res,
        Object.create(prototype, { send: { value: prototype.end, configurable: true, writable: true } }),
      )
      sentTwice(res)
    }),

  'a prototype that is a copy of its own': () =>
    conflictsIn((_req, res) => {
      const copy = Object.create(OutgoingMessage.prototype)
      Object.defineProperties(copy, Object.getOwnPropertyDescriptors(ServerResponse.prototype))
      Object.setPrototypeOf(res, copy)
      sentTwice(res)
    }),

  'a subclass': () => ofClass(class extends ServerResponse {}),

  'a subclass that extends writeHead': () =>
    ofClass(
      class extends ServerResponse {
        writeHead(...given) {
          this.setHeader('X-By', 'subclass')
          return super.writeHead(...given)
        }
      },
    ),

  'a subclass that renders its head with _storeHeader': () =>
    ofClass(
      class extends ServerResponse {
        writeHead(status) {
          this._storeHeader(`HTTP/1.1 ${status} Stored\r\n`, { 'Content-Length': '5' })
          return this
        }
      },
    ),

  'an own writeHead that sets headers first, as on-headers does': () =>
    conflictsIn((_req, res) => {
      const { writeHead } = res
      res.writeHead = function (...given) {
        this.setHeader('X-On-Headers', '1')
        return Reflect.apply(writeHead, this, given)
      }
      sentTwice(res)
    }),

  'an own writeHead that is called again': () =>
    conflictsIn((_req, res) => {
      const { writeHead } = res
      res.writeHead = function (...given) {
        this.setHeader('X-On-Headers', '1')
        return Reflect.apply(writeHead, this, given)
      }
      sendFirst(res)
      function sendSecond() {
        try {
          res.writeHead(200)
        } catch {}
      }
      sendSecond()
    }),

  'an own writeHead that calls the one of the class': () =>
    conflictsIn((_req, res) => {
      res.writeHead = (...given) => ServerResponse.prototype.writeHead.apply(res, given)
      sentTwice(res)
    }),

  'a Proxy': () => conflictsIn((_req, res) => headTwice(new Proxy(res, {}))),

  'a Proxy at first': () => conflictsIn((_req, res) => headTwice(new Proxy(res, {}), res)),

  'a Proxy in the end': () => conflictsIn((_req, res) => headTwice(res, new Proxy(res, {}))),

  'a Proxy of a Proxy': () =>
    conflictsIn((_req, res) => headTwice(new Proxy(res, {}), new Proxy(new Proxy(res, {}), {}))),

  'a Proxy that is used when it has closed': () =>
    conflictsIn(async (_req, res) => {
      const closed = new Promise(resolve => res.once('close', resolve))
      sendFirst(res)
      await closed
      sendSecond(new Proxy(res, {}))
    }),

  'a Proxy that waits for the response before it': () =>
    conflictsIn(
      async (req, res) => {
        if (req.url === '/1') await new Promise(setImmediate)
        else headTwice(new Proxy(res, {}), res)
        res.end()
      },
      { sent: request({ path: '/1', headers: {} }) + request({ path: '/2' }) },
    ),

  'a mock that is injected, as by light-my-request': () =>
    conflictsOf(() => inject((_req, res) => sentTwice(res), { url: '/injected' })),

  'one made by hand': () => conflictsOf(() => sentTwice(new ServerResponse(requestByHand))),

  'one whose head was refused at first and fixed': () =>
    conflictsIn((_req, res) => {
      attempt(() => res.writeHead(200, { 'X-Bad': 'line\nbreak' }))
      attempt(() => res.writeHead(1000))
      sentTwice(res)
    }),

  'one whose head was taken back': () =>
    conflictsIn((_req, res) => {
      res.writeHead(200)
      res._header = null
      sentTwice(res)
    }),

  'one whose head was taken back after a conflict': () =>
    conflictsIn((_req, res) => {
      function sendEarly() {
        res.writeHead(500)
      }
      sendEarly()
      sendSecond(res)
      res._header = null
      sentTwice(res)
    }),

  'a stream that is written piece by piece': () =>
    conflictsIn(async (_req, res) => {
      const closed = new Promise(resolve => res.once('close', resolve))
      Readable.from(['piped'])
        .on('data', function sendFirst(chunk) {
          res.write(chunk)
        })
        .once('end', () => res.end())
      await closed
      sendSecond(res)
    }),

  'a pipeline into a response that has closed': () =>
    conflictsIn(async (_req, res) => {
      const closed = new Promise(resolve => res.once('close', resolve))
      sendFirst(res)
      await closed
      attempt(() => pipeline(Readable.from(['piped']), res, () => {}))
    }),

  'requests in a row on one connection': () =>
    conflictsIn((_req, res) => sentTwice(res), {
      sent: ['/1', '/2', '/3']
        .map(path => request({ path, headers: path === '/3' ? undefined : {} }))
        .join(''),
    }),

  'a response that waits for the one before it': () =>
    conflictsIn(
      async (req, res) => {
        if (req.url === '/1') {
          await new Promise(setImmediate)
          res.end('not twice')
        } else sentTwice(res)
      },
      { sent: request({ path: '/1', headers: {} }) + request({ path: '/2' }) },
    ),

  'a head written by hand': () =>
    conflictsIn((_req, res) => {
      res._header = 'HTTP/1.1 200 OK\r\n\r\n'
      sendSecond(res)
      sendSecond(res)
      res.destroy()
    }),

  'a head written by hand, made by hand': () =>
    conflictsOf(() => {
      const res = new ServerResponse(requestByHand)
      res._header = 'HTTP/1.1 200 OK\r\n\r\n'
      sendSecond(res)
      sendSecond(res)
    }),

  'an application whose format of stacks throws': () =>
    conflictsIn((_req, res) => {
      const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
      Error.prepareStackTrace = () => {
        throw new Error('cannot format')
      }
      sentTwice(res)
      Object.defineProperty(Error, 'prepareStackTrace', before)
    }),

  'a request whose properties cannot be read': () =>
    conflictsIn((req, res) => {
      for (const name of ['originalUrl', 'baseUrl', 'route'])
        Object.defineProperty(req, name, {
          get: () => {
            throw new Error('cannot be read')
          },
        })
      sentTwice(res)
    }),

  'a request whose route cannot be printed': () =>
    conflictsIn((req, res) => {
      req.route = { path: Object.create(null) }
      sentTwice(res)
    }),

  'several refusals in a row': () =>
    conflictsIn((_req, res) => {
      sendFirst(res)
      sendSecond(res)
      attempt(() => res.writeHead(200))
      res.on('error', () => {})
      res.end('second')
    }),

  'a body after a head that was refused': () =>
    conflictsIn((_req, res) => {
      sendFirst(res)
      sendSecond(res)
      res.once('error', () => {}).write('more')
    }),

  'a method that is called on a response': () =>
    conflictsIn((_req, res) => {
      sendFirst(res)
      function sendSecond() {
        try {
          OutgoingMessage.prototype.setHeader.call(res, 'X-Late', '1')
        } catch {}
      }
      sendSecond()
    }),

  'a request that expects 100-continue': () =>
    conflictsOf(async () => {
      const server = http.createServer().on('checkContinue', (_req, res) => {
        res.writeContinue()
        sentTwice(res)
      })
      await new Promise(resolve => server.listen(0, 'localhost', resolve))
      const sent = http.request({
        port: server.address().port,
        headers: { Expect: '100-continue' },
        agent: false,
      })
      const response = await new Promise(resolve => sent.once('response', resolve).end())
      response.resume()
      await new Promise(resolve => server.close(resolve))
    }),
}
