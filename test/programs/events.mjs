// What happens to a response, in order: what its methods return, what its callbacks get, what it emits.
import { OutgoingMessage, ServerResponse } from 'node:http'
import { PassThrough, pipeline, Readable } from 'node:stream'
import { inspect } from 'node:util'
import { exchange, request } from './exchange.mjs'
import { bodyOperations, headerOperations } from './late-operations.mjs'
import { moments } from './moments.mjs'

const late = { ...headerOperations, ...bodyOperations }
const emitted = ['prefinish', 'finish', 'close', 'error', 'drain', 'pipe', 'unpipe']

export const table = {}

for (const [moment, reach] of Object.entries(moments)) {
  for (const [name, operate] of Object.entries(late))
    table[`${name} ${moment}`] = () => observed(reach, (res, log) => operate(res, log.callback('callback')))

  Object.assign(table, {
    [`flushHeaders ${moment}`]: () => observed(reach, res => res.flushHeaders()),
    [`addTrailers ${moment}`]: () => observed(reach, res => res.addTrailers({ 'X-Trailer': '1' })),
    [`end without a chunk ${moment}`]: () => observed(reach, (res, log) => res.end(log.callback('end'))),
    [`write of an empty chunk ${moment}`]: () =>
      observed(reach, (res, log) => res.write('', log.callback('write'))),
    [`write with an encoding ${moment}`]: () =>
      observed(reach, (res, log) => res.write('c3a9', 'hex', log.callback('write'))),
    [`end with an encoding ${moment}`]: () =>
      observed(reach, (res, log) => res.end('c3a9', 'hex', log.callback('end'))),
    [`write of bytes without a callback ${moment}`]: () =>
      observed(reach, res => res.write(Buffer.from('bytes'))),
    [`a pipe ${moment}`]: () => observed(reach, res => typeof Readable.from(['piped']).pipe(res)),
    [`a pipeline ${moment}`]: () =>
      observed(reach, (res, log) => typeof pipeline(Readable.from(['piped']), res, log.callback('pipeline'))),
    [`destroy ${moment}`]: () => observed(reach, res => res.destroy()),
    [`a status ${moment}`]: () =>
      observed(reach, res => {
        res.statusCode = 404
        res.statusMessage = 'Gone'
      }),
  })
}

for (const name of ['setHeader', 'writeHead', 'write', 'end', '_storeHeader']) {
  const method = ServerResponse.prototype[name] ?? OutgoingMessage.prototype[name]
  Object.assign(table, {
    [`${name} called on nothing`]: () => outcomeOf(() => method.call(undefined, 'x', 'y')),
    [`${name} called on an object`]: () => outcomeOf(() => method.call({}, 'x', 'y')),
    [`${name} called as a constructor`]: () => outcomeOf(() => new method('x', 'y')),
  })
}

Object.assign(table, {
  'requests in a row on one connection': () =>
    exchange((_req, res) => void res.end('done'), {
      sent:
        request({ path: '/1', headers: {} }) + request({ path: '/2', headers: {} }) + request({ path: '/3' }),
    }),
  'a response that waits for the one before it': () =>
    exchange(
      async (req, res) => {
        if (req.url === '/1') await new Promise(setImmediate)
        const log = logOf(res)
        res.end(req.url, log.callback('end'))
        await new Promise(resolve => res.once('close', resolve))
        return log.entries
      },
      { sent: request({ path: '/1', headers: {} }) + request({ path: '/2' }) },
    ),
  'a body that is larger than the buffers': () =>
    exchange((_req, res) => {
      const log = logOf(res)
      log.add(res.write('a'.repeat(1_000_000), log.callback('write')))
      res.end(log.callback('end'))
      return log.entries
    }),
  'a transform in front of a response': () =>
    exchange((_req, res) => {
      const through = new PassThrough()
      through.pipe(res)
      through.end('through')
    }),
})

/** Brings a response to a moment, and logs what is done with it then and what comes in the turn after it. */
export function reached(reach, res, log, operate) {
  return new Promise(done => {
    reach(res, () => {
      log.add(outcomeOf(operate))
      process.nextTick(() => log.add('next tick'))
      queueMicrotask(() => log.add('microtask'))
      setImmediate(() => {
        log.add('next turn')
        done()
      })
    })
  })
}

async function observed(reach, operate) {
  const { received, returned } = await exchange(async (_req, res) => {
    const log = logOf(res)
    const closed = new Promise(resolve => res.once('close', resolve))
    await reached(reach, res, log, () => operate(res, log))
    if (!res.writableEnded) res.end(log.callback('last end'))
    await closed
    await new Promise(setImmediate)
    return log.entries
  })
  return { received, log: returned[0] }
}

export function logOf(res, events = emitted) {
  const entries = []
  const add = (...entry) => entries.push(entry)
  for (const name of events) res.on(name, (...given) => add(name, given.map(traitsOf)))
  return {
    entries,
    add,
    callback: name =>
      function (...given) {
        add(name, given.length, given.map(traitsOf), this === undefined)
      },
  }
}

export function outcomeOf(operate) {
  try {
    const returned = operate()
    return returned instanceof OutgoingMessage ? 'itself' : inspect(returned, { depth: 0 })
  } catch (error) {
    return traitsOf(error)
  }
}

function traitsOf(value) {
  return value instanceof Error ? [String(value), value.code] : inspect(value, { depth: 0 })
}
