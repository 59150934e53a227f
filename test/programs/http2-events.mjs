// What happens to a response of HTTP/2 and its stream, in order: what methods return, what callbacks get, what is emitted.
import http2 from 'node:http2'
import { pipeline, Readable } from 'node:stream'
import { logOf, outcomeOf, reached } from './events.mjs'
import { exchange2 } from './http2-exchange.mjs'
import { bodyOperations, headerOperations } from './late-operations.mjs'
import { moments } from './moments.mjs'

const events = ['finish', 'close', 'error', 'drain', 'aborted', 'wantTrailers', 'end', 'ready']

export const table = {}

const operations = {
  ...headerOperations,
  ...bodyOperations,
  flushHeaders: res => res.flushHeaders(),
  setTrailer: res => res.setTrailer('x-trailer', '1'),
  'end without a chunk': (res, callback) => res.end(callback),
  'write with an encoding': (res, callback) => res.write('c3a9', 'hex', callback),
  'end with an encoding': (res, callback) => res.end('c3a9', 'hex', callback),
  'write of bytes without a callback': res => res.write(Buffer.from('bytes')),
  'a pipe': res => typeof Readable.from(['piped']).pipe(res),
  'a pipeline': (res, callback) => typeof pipeline(Readable.from(['piped']), res, callback),
  destroy: res => res.destroy(),
  'a status': res => {
    res.statusCode = 404
  },
  'a push': (res, callback) =>
    res.createPushResponse({ ':path': '/pushed' }, (error, push) => {
      callback(error)
      push?.end('pushed')
    }),
  respond: res => res.stream.respond({ ':status': 202 }),
  additionalHeaders: res => res.stream.additionalHeaders({ ':status': 103 }),
}

for (const [moment, reach] of Object.entries(moments))
  for (const [name, operate] of Object.entries(operations))
    table[`${name} ${moment}`] = () => observed(reach, operate)

for (const name of ['setHeader', 'writeHead', 'write', 'end']) {
  const method = http2.Http2ServerResponse.prototype[name]
  Object.assign(table, {
    [`${name} called on nothing`]: () => outcomeOf(() => method.call(undefined, 'x', 'y')),
    [`${name} called on an object`]: () => outcomeOf(() => method.call({}, 'x', 'y')),
    [`${name} called as a constructor`]: () => outcomeOf(() => new method('x', 'y')),
  })
}

async function observed(reach, operate) {
  const { received, pushes, returned } = await exchange2(async (_req, res) => {
    const [log, ofStream] = [logOf(res, events), logOf(res.stream, events)]
    const closed = new Promise(resolve => res.stream.once('close', resolve))
    await reached(reach, res, log, () => named(operate(res, log.callback('callback')), res))
    if (!res.writableEnded) res.end(log.callback('last end'))
    if (!res.stream.closed) await closed
    await new Promise(setImmediate)
    return [log.entries, ofStream.entries]
  })
  return { received, pushes, log: returned[0] }
}

function named(returned, res) {
  if (returned === res) return 'itself'
  return typeof returned === 'object' && returned !== null ? returned.constructor.name : returned
}
