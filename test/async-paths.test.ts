import { beforeAll, describe, expect, test } from 'vitest'
import { nodeMajor } from './run-node'
import { type Observed, observe } from './run-table'

/** The path to the second send, and to the first where `handle` did not send it at once. */
type Path = string | { first: string; second: string }

/** What every handler that only awaits looks like. */
const awaits = 'handle second < await < handle awaits'

/** Paths from a send to the handler, which was called with the request. */
const whole: Record<string, Path> = {
  setTimeout: 'later second < setTimeout < handle asks',
  'setTimeout, from a function of its own': 'later second < setTimeout < wait sets, handle asks',
  'setTimeout that is refreshed': 'later second < setTimeout < handle asks',
  'setTimeout three times in a row':
    'later second < setTimeout < then third < setTimeout < next next < setTimeout < handle asks',
  setInterval: 'later second < setInterval < handle asks',
  setImmediate: 'later second < setImmediate < handle asks',
  'process.nextTick': 'later second < process.nextTick < handle asks',
  queueMicrotask: 'later second < queueMicrotask < handle asks',
  'a timer with nothing of the application on its stack': ' < setTimeout < handle asks',
  'a response after a timer': {
    first: 'reply first < setTimeout < handle waits',
    second: 'later second < setTimeout < reply asks < setTimeout < handle waits',
  },

  'promise.then': 'later second < promise.then < handle asks',
  'promise.then of a promise that a timer resolves': 'later second < promise.then < handle asks',
  'promise.then of another promise.then': 'later second < promise.then < handle asks',
  'promise.catch': 'later second < promise.catch < handle asks',
  'promise.finally': 'later second < promise.finally < handle asks',
  'promise.then inside of promise.then':
    'later second < promise.then < next next < promise.then < handle asks',
  await: awaits,
  'await of a timer': awaits,
  'await of a thenable': awaits,
  'await in a loop': awaits,
  'await in a function that is awaited': 'later second < await < later awaits, handle asks',
  'await in a function that is called after an await': {
    first: 'handle first < await < handle waits',
    second: 'later second < await < later awaits, handle asks',
  },
  'await in a function that no one awaits': 'later second < await < later awaits, handle asks',
  'await of a rejection': awaits,
  'Promise.all': awaits,
  'Promise.all and then': 'later second < promise.then < handle asks',
  'a member of Promise.all': 'later second < await < later awaits, handle asks',
  'Promise.race': awaits,
  'an async generator': awaits,
  'inside of an async generator': 'items second < await < items awaits, handle asks',
  'util.promisify': awaits,
  'timers/promises': awaits,
  'AbortSignal.timeout': 'later second < setTimeout < handle asks',

  'a listener, and emit in the same tick': 'later second, handle asks',
  'a listener, and emit from a timer': 'later second, emit emits < setTimeout < handle asks',
  'a listener of an EventTarget': 'later second, emit emits < setTimeout < handle asks',
  'events.once': awaits,
  'events.on': awaits,

  "a file stream's data": 'later second < file system < handle asks',
  "a file stream's end": 'later second < file system < handle asks',
  'a Transform, by pipe': 'later second, transform transforms < file system < handle asks',
  'stream.pipeline': `later second < ${nodeMajor < 22 ? 'file system' : 'stream'} < handle asks`,
  'pipeline of stream/promises': awaits,
  'Readable.from': 'later second < stream < handle asks',
  'for await of a stream': awaits,
  'a write callback': 'later second < file system < handle asks',
  "a Writable's finish": 'later second < setImmediate < write asks, handle asks',
  readline: 'later second < file system < handle asks',
  "for await of its own request's body": {
    first: 'handle first < await < handle awaits',
    second: 'handle second < await < handle awaits again',
  },
  "its own response's finish": 'later second < stream < handle first',
  "its own response's close": 'later second < stream < handle first',

  'fs with a callback': 'later second < file system < handle asks',
  'fs.readFile with a callback': 'later second < file system < handle asks',
  'fs/promises': awaits,
  'fs/promises and then': 'later second < promise.then < handle asks',
  'dns.lookup': 'later second < DNS look-up < handle asks',
  "a socket's connection": 'later second < connection < handle asks',
  "a socket's data": 'later second < socket < handle asks',
  'http.get': 'later second < outgoing HTTP request < handle asks',
  'the body of http.get': 'later second < stream < replied listens < outgoing HTTP request < handle asks',
  fetch: awaits,
  'the body of fetch': { first: 'handle first < await < handle asks', second: awaits },
  'child_process.exec': 'later second < child process < handle asks',
  'child_process.execFile, promisified': awaits,
  "child_process.spawn's exit": 'later second < child process < handle asks',
  "child_process.spawn's output": 'later second < pipe < handle asks',
  "a worker thread's message": 'later second < message < handle asks',
  "a MessageChannel's message": 'later second < message < handle asks',
  'zlib with a callback': 'later second < zlib < handle asks',
  'brotli with a callback': 'later second < zlib < handle asks',
  'a stream of zlib': 'later second < zlib < handle asks',
  'crypto.pbkdf2': 'later second < crypto < handle asks',
  'crypto.scrypt': 'later second < crypto < handle asks',
  'crypto.randomBytes': 'later second < crypto < handle asks',

  'AsyncLocalStorage.run': 'later second < setTimeout < run sets, handle asks',
  'AsyncResource.bind, called elsewhere':
    'later second, reply elsewhere, <anonymous> elsewhere < AsyncResource.bind < handle asks',
  'runInAsyncScope, called elsewhere':
    'later second, <anonymous> runs, reply elsewhere, <anonymous> elsewhere < JOB < handle asks',
  'AsyncLocalStorage.snapshot, called elsewhere':
    'later second, <anonymous> runs, reply elsewhere, <anonymous> elsewhere < AsyncResource.bind < handle asks',

  // Calls of a library stand between, which are not the application's.
  '@seald-io/nedb with a callback': 'later second < promise.then < handle asks',
  '@seald-io/nedb with promises': awaits,
  'async.queue': 'later second < setTimeout < <anonymous> works < queueMicrotask < handle asks',
  'async.waterfall': 'later second < setTimeout < step steps < setTimeout < step steps, handle asks',
  fastq: 'later second < setTimeout < <anonymous> works, handle asks',
  'bluebird and then': 'later second < setTimeout < handle asks',
  "its own request's data and end": {
    first: 'reply first < event < handle listens',
    second: 'later second < event < handle listens',
  },
  'await of bluebird': awaits,
  'Q and then': 'later second < process.nextTick <  < setTimeout <  < process.nextTick < handle asks',
  'await of Q': awaits,

  "another request's connection, with AsyncResource.bind":
    'later second, reply elsewhere, <anonymous> elsewhere < AsyncResource.bind < handle asks',
  "another request's connection, awaited": awaits,
}

/** Paths that end where Node does not know more, by the reason. */
const cut: Record<string, Record<string, Path>> = {
  'the connection calls back in the context of the request that opened it, which is over': {
    "another request's connection": 'later second, reply elsewhere, <anonymous> elsewhere',
  },
  'the connection calls back in the context of the process that opened it': {
    'a connection that the process opened when it began':
      'later second, reply elsewhere, <anonymous> elsewhere',
  },
}

let reported: Observed['results']
beforeAll(async () => {
  reported = (await observe('async-paths.mjs', { environment: { HEADERS_TRACE_BUDGET: 'full' } })).results
})

/** Both sides as reported: the site is the first call of the application on the path. */
function sidesOf(path: Path, beginning: string) {
  const { first, second } =
    typeof path === 'string' ? { first: `handle first, serve request`, second: path } : path
  const side = (path: string) => ({ path, site: path.split(/ < [^<]+ < |, /).find(Boolean) })
  return {
    first: side(typeof path === 'string' ? first : first + beginning),
    second: side(second + beginning),
  }
}

describe('the path leads from the second send to the request through', () => {
  test.each(Object.entries(whole))('%s', (title, path) => {
    expect(reported[title]).toEqual(sidesOf(path, ', serve request'))
  })
})

describe.each(Object.entries(cut))('nothing is reported before it where %s', (_, paths) => {
  test.each(Object.entries(paths))('%s', (title, path) => {
    expect(reported[title]).toEqual(sidesOf(path, ''))
  })
})

test('every program has its path', () => {
  expect(Object.keys(reported).sort()).toEqual(
    [whole, ...Object.values(cut)].flatMap(paths => Object.keys(paths)).sort(),
  )
})
