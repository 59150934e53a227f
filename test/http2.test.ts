import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../examples/run.mjs'
import { table as attempts } from './programs/http2-attempts.mjs'
import { table as innocent } from './programs/http2-no-conflict.mjs'
import { table as responders } from './programs/http2-responders.mjs'
import { table as secure } from './programs/secure.mjs'
import { nodeMajor, runProgram } from './run-node'
import { type Observed, observe } from './run-table'

const index = join(root, 'dist/src/index.js')

// On a busy machine the budget would rightly leave out a first send.
const unlimited = { environment: { HEADERS_TRACE_BUDGET: 'full' } }

const refusal = { kind: 'headers', path: '/', outcome: 'threw', code: 'ERR_HTTP2_HEADERS_SENT', header: null }
const loss = { ...refusal, outcome: 'lost', code: null }
const emission = { ...refusal, kind: 'body', outcome: 'emitted', code: 'ERR_STREAM_WRITE_AFTER_END' }

const closed = ['when it has finished', 'when it has closed']
const ended = ['after the end', 'after the end of a response in pieces', ...closed]
const left = 'when its client has gone after the head'
const unsent = ['before the head', 'when its client has gone']

/** What becomes of an operation at a moment, where it comes too late. */
function outcomeOf(name: string, moment: string): object | undefined {
  if (unsent.includes(moment)) return undefined
  const isOfHeader = ['setHeader', 'appendHeader', 'removeHeader'].includes(name)
  if (isOfHeader) return { ...refusal, header: 'X-Late' }
  if (name === 'writeHead' && moment !== left) return closed.includes(moment) ? loss : refusal
  if (!ended.includes(moment)) return undefined
  if (name === 'write') return closed.includes(moment) ? { ...loss, kind: 'body' } : emission
  return name === 'end' ? { ...loss, kind: 'body' } : undefined
}

describe('an operation on a response of HTTP/2 is reported once, where it comes too late', () => {
  let reported: Observed['results']
  beforeAll(async () => {
    reported = (await observe('http2-attempts.mjs', unlimited)).results
  })

  test.each(Object.keys(attempts))('%s', title => {
    const [name = '', ...words] = title.split(' ')
    const moment = words.join(' ')
    const outcome = outcomeOf(name, moment)
    const sides = { operation: name, first: moment, second: name }
    expect(reported[title]).toEqual(outcome === undefined ? [] : [{ ...outcome, ...sides }])
  })
})

describe('both sides are known of', () => {
  let reported: Observed['results']
  beforeAll(async () => {
    reported = (await observe('http2-responders.mjs', unlimited)).results
  })

  const usual = {
    ...refusal,
    operation: 'setHeader',
    header: 'x-late',
    first: 'sendFirst',
    second: 'sendSecond',
  }
  // An older Node does not say what a stream was requested for.
  const path = nodeMajor === 20 ? 'stream 1' : '/'
  const onStream = { ...usual, operation: 'respond', header: null, path }

  const expected: Record<keyof typeof responders, object[]> = {
    ...Object.fromEntries(
      ['respond', 'an end with a body', 'a write', 'respondWithFile'].map(name => [
        `a stream that was responded to by ${name}`,
        [{ ...onStream, first: name, second: 'respond' }],
      ]),
    ),
    ...Object.fromEntries(
      ['respond', 'respondWithFile', 'respondWithFD', 'additionalHeaders'].map(name => [
        `${name} on a stream that was responded to`,
        [
          {
            ...onStream,
            operation: name,
            first: 'respond',
            second: name,
            ...(name === 'additionalHeaders' && { code: 'ERR_HTTP2_HEADERS_AFTER_RESPOND' }),
          },
        ],
      ]),
    ),
    'a stream that was responded to and has closed': [
      { ...onStream, first: '<anonymous>', second: 'respond', code: 'ERR_HTTP2_INVALID_STREAM' },
    ],
    'a response whose stream is responded to by hand': [onStream],
    'a response on whose stream a head was sent': [usual],
    'a Proxy of the response': [{ ...usual, first: '<anonymous>' }],
    'requests at the same time on one connection': [
      { ...usual, path: '/2' },
      { ...usual, path: '/1' },
    ],
    'a request whose body comes first': [{ ...usual, path: '/posted' }],
    'a pushed response': [{ ...usual, path: nodeMajor === 20 ? 'stream 2' : '/pushed' }],
    'a subclass of the response': [{ ...usual, second: 'setHeader' }],
    'a response that is ended twice with a body': [
      { ...loss, kind: 'body', operation: 'end', first: 'sendFirst', second: 'sendSecond' },
    ],
  }

  test.each(Object.keys(responders) as (keyof typeof responders)[])('%s', title => {
    expect(reported[title]).toEqual(expected[title])
  })
})

describe('a server that encrypts', () => {
  let reported: Observed['results']
  beforeAll(async () => {
    reported = (await observe('secure.mjs', unlimited)).results
  })

  const path = '/secure'
  const conflict = { ...refusal, path, operation: 'setHeader', header: 'x-late', second: 'sendSecond' }

  test.each(Object.keys(secure))('%s', title => {
    const first = 'sendFirst'
    const code = /HTTP\/2$/.test(title) ? refusal.code : 'ERR_HTTP_HEADERS_SENT'
    const kind = title.startsWith('a request') ? 'request' : 'headers'
    expect(reported[title]).toEqual(title.startsWith('one') ? [] : [{ ...conflict, kind, code, first }])
  })
})

describe('the preload', () => {
  const respond = `
    const http = require('node:http')
    const server = http.createServer((_req, res) => res.end()).listen(0, () =>
      http.get({ port: server.address().port, agent: false }, response => response.resume().on('close', () => {
        server.close()
        done()
      })))`

  test('loads no HTTP/2 for an application that does not', async () => {
    const done = `const done = () => console.log(process.moduleLoadList.filter(name => /http2/.test(name)))`
    expect((await runProgram(`${respond}\n${done}`)).stdout).toBe('[]\n')
  })

  test('takes its patches back when it is undone', async () => {
    const { stdout } = await runProgram(
      `const { install } = require(${JSON.stringify(index)})
       const http2 = require('node:http2')
       const { Socket } = require('node:net')
       const classes = stream => [http2.Http2ServerResponse.prototype, Object.getPrototypeOf(stream), Socket.prototype]
       const methodsOf = prototype => Reflect.ownKeys(prototype).map(key => Object.getOwnPropertyDescriptor(prototype, key).value)
       const look = stream => classes(stream).flatMap(methodsOf)
       const seen = []
       let undo
       const server = http2.createServer((_req, res) => { seen.push(look(res.stream)); res.end() }).listen(0, async () => {
         for (const step of [() => {}, () => { undo = install() }, () => undo()]) {
           step()
           const client = http2.connect('http://localhost:' + server.address().port)
           await new Promise(resolve => client.request().resume().on('close', resolve))
           client.destroy()
         }
         server.close()
         const isSame = (one, other) => one.every((method, index) => method === other[index])
         console.log(isSame(seen[0], seen[1]), isSame(seen[0], seen[2]))
       })`,
      { preload: null },
    )
    expect(stdout).toBe('false true\n')
  })
})

describe('nothing is reported of', () => {
  let reported: Observed['results']
  beforeAll(async () => {
    reported = (await observe('http2-no-conflict.mjs', unlimited)).results
  })

  test.each(Object.keys(innocent))('%s', title => {
    expect(reported[title]).toEqual([])
  })
})
