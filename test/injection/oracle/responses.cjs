// Notes what an instrumented program does to responses: which call sent the head, which ended it, and what came too late.
const http = require('node:http')
const http2 = require('node:http2')
const { Readable } = require('node:stream')
const { current, pathOf, requestOf, Program } = require('./activations.cjs')

/** What is known of each response, and the request that it was made for. */
const states = new WeakMap()
const begun = new WeakMap()

const headOperations = [
  'setHeader',
  'setHeaders',
  'appendHeader',
  'removeHeader',
  'writeHead',
  'flushHeaders',
]
const bodyOperations = ['write', 'end']

function stateOf(res) {
  const state = states.get(res) ?? { operation: null, first: null, ended: null, hasConflict: false }
  states.set(res, state)
  return state
}

function momentOf(operation) {
  const point = current.getStore()
  return {
    operation,
    path: pathOf(point, 'never'),
    nested: pathOf(point, 'lost'),
    registered: [pathOf(point, 'uncalled'), pathOf(point, 'always')],
    request: requestOf(point)?.index ?? null,
  }
}

function conflict(res, kind, operation) {
  const state = stateOf(res)
  if (state.hasConflict) return
  state.hasConflict = true
  const first = kind === 'body' ? (state.ended ?? state.first) : state.first
  // A response that no server made is nobody's.
  const request = begun.get(res)
  if (request === undefined) return
  const { method, url, index, program } = request
  const isEnded = state.ended !== null
  program.conflicts.push({ kind, request: index, method, url, isEnded, first, second: momentOf(operation) })
}

function watch(prototype, name) {
  const original = prototype[name]
  if (typeof original !== 'function') return
  const isBody = bodyOperations.includes(name)
  prototype[name] = function (...given) {
    if (this instanceof http.ClientRequest) return original.apply(this, given)
    const state = stateOf(this)
    const outer = state.operation
    const wasSent = this.headersSent
    const wasEnded = this.writableEnded
    state.operation ??= name
    try {
      return original.apply(this, given)
    } catch (error) {
      if (wasSent && /HEADERS_SENT|AFTER_RESPOND/.test(error.code)) conflict(this, 'headers', name)
      throw error
    } finally {
      state.operation = outer
      if (!wasSent && this.headersSent) state.first ??= momentOf(outer ?? name)
      if (!wasEnded && this.writableEnded) state.ended ??= momentOf(outer ?? name)
      else if (isBody && wasEnded && outer === null && hasChunk(name, given)) conflict(this, 'body', name)
    }
  }
}

function hasChunk(name, [chunk]) {
  return name === 'write' || (chunk !== undefined && chunk !== null && typeof chunk !== 'function')
}

// What a pipe writes, the line that piped has sent.
const { pipe } = Readable.prototype
Readable.prototype.pipe = function (target, ...given) {
  if (!(target instanceof http.ServerResponse || target instanceof http2.Http2ServerResponse))
    return pipe.call(this, target, ...given)
  const point = current.getStore()
  const { on } = this
  this.on = function (event, listener) {
    const bound = (...values) => current.run(point, () => listener.apply(this, values))
    bound.listener = listener
    return on.call(this, event, bound)
  }
  try {
    return pipe.call(this, target, ...given)
  } finally {
    delete this.on
  }
}

// Koa drops without a word what comes after the end.
const koa = require('koa/lib/response')
const isDropped = ({ res, ctx }) => res.writableEnded && ctx.respond !== false
for (const name of ['set', 'append', 'remove']) {
  const original = koa[name]
  koa[name] = function (...given) {
    // A header behind a response by hand is no mistake: who sets it for every request cannot know.
    if (isDropped(this) && stateOf(this.res).ended?.path.length === 0) conflict(this.res, 'dropped', name)
    return original.apply(this, given)
  }
}
const body = Object.getOwnPropertyDescriptor(koa, 'body')
Object.defineProperty(koa, 'body', {
  ...body,
  set(value) {
    if (isDropped(this)) conflict(this.res, 'dropped', 'body')
    body.set.call(this, value)
  },
})

for (const name of [...headOperations, ...bodyOperations]) {
  watch(
    name in http.ServerResponse.prototype && Object.hasOwn(http.ServerResponse.prototype, name)
      ? http.ServerResponse.prototype
      : http.OutgoingMessage.prototype,
    name,
  )
  watch(http2.Http2ServerResponse.prototype, name)
}

let program = null

/** Begins to watch a program, which `load` loads in a context of its own. */
exports.begin = function begin(load) {
  program = new Program()
  globalThis.__oracle = program
  return current.run(null, load)
}

/** Makes each request of a server a beginning of its own. */
exports.follow = function follow(server) {
  const { emit } = server
  const own = program
  server.emit = function (event, ...given) {
    const isRequest = event === 'request' || event === 'checkContinue'
    if (!isRequest) return emit.call(this, event, ...given)
    const [req, res] = given
    const request = { index: own.requests.length, method: req.method, url: req.url, program: own }
    own.requests.push(request)
    begun.set(res, request)
    return current.run({ request }, () => emit.call(this, event, ...given))
  }
}

/** What there was to see of the program that was begun last. */
exports.end = function end() {
  const { conflicts, made } = program
  return { conflicts, made: [...made].map(([request, calls]) => [request, [...calls]]) }
}
