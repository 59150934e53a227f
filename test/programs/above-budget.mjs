// Servers that respond twice, in a process that may spend next to nothing on tracing and so takes samples only. What is
// returned are the reports of each, one for each occurrence. Nothing waits for a time: requests are counted.
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import http from 'node:http'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { basename } from 'node:path'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { request } from './exchange.mjs'

const { takeConflicts } = createRequire(import.meta.url)('../../dist/src/index.js')
const file = basename(fileURLToPath(import.meta.url))

let level = 'full'
diagnostics.subscribe('headers-trace:budget', state => {
  level = state.level
})
let reports = []
diagnostics.subscribe('headers-trace:conflict', conflict => reports.push(conflict))

let respond = (_req, res) => res.end()
const server = http.createServer((req, res) => {
  res.on('error', () => {})
  return respond(req, res)
})
const agent = new http.Agent({ keepAlive: true })

/** Requests whose handlers have still to do something. */
let open = 0

async function ask(path) {
  const { port } = server.address()
  const [response] = await once(http.get({ port, host: '127.0.0.1', agent, path }), 'response')
  await once(response.resume(), 'end')
  await settled()
}

async function settled() {
  // A conflict is reported in the turn after it.
  for (let turns = 0; turns < 5; turns++) {
    await turn()
    if (open > 0) turns = 0
  }
}

/** Has a program respond to requests while only samples are taken, and gives the reports of it. A function is awaited. */
async function reportsOf(handle, paths) {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening')
  respond = (_req, res) => res.end('fine')
  while (level !== 'samples') await ask('/fine')
  respond = (req, res) => {
    open++
    handle(req, res)
  }
  reports = []
  for (const path of paths) {
    if (typeof path === 'function') await path()
    else await ask(path)
  }
  return shown()
}

function shown() {
  // What waits for an exact one of its kind waits no longer.
  takeConflicts()
  return reports.map(({ fingerprint, occurrence, request, cause, first, second }) => ({
    bug: fingerprint,
    occurrence,
    request: request.path,
    cause,
    first: sideOf(first),
    second: sideOf(second),
  }))
}

function sideOf({ exact, site, path }) {
  return {
    exact,
    function: site?.function ?? null,
    path:
      path?.flatMap(({ reason, frames }) => [
        ...(reason === null ? [] : [reason]),
        ...frames.filter(frame => frame.file.endsWith(file)).map(frame => frame.function),
      ]) ?? null,
  }
}

/** Makes the second attempt of a program in `late`, after an await. */
async function later(late, res) {
  await delay(1)
  try {
    late(res)
  } catch {}
  open--
}

/** Makes requests for several of the budget's windows, each of which takes a few samples. */
async function beSampled(...paths) {
  for (let window = 0; window < 4; window++) {
    for (const path of times(10, index => paths[index % paths.length])) await ask(path)
    await delay(250)
  }
  while (level !== 'samples') await ask(paths[0])
  // The samples of the last window are taken, too: what is known then has been learned.
  for (const path of times(60, index => paths[index % paths.length])) await ask(path)
}

const nothing = () => {}
const letters = number => [...String(number)].map(digit => 'abcdefghij'[digit]).join('')
const times = (count, pathOf) => Array.from({ length: count }, (_, index) => pathOf(index))

export const table = {
  'a bug that comes again'() {
    const first = res => res.end('again')
    const late = res => res.setHeader('X-Again', '1')
    function handle(_req, res) {
      first(res)
      later(late, res)
    }
    return reportsOf(
      handle,
      times(4, () => '/again'),
    )
  },

  'a bug on paths with numbers'() {
    const first = res => res.end('item')
    const late = res => res.setHeader('X-Item', '1')
    function handle(_req, res) {
      first(res)
      later(late, res)
    }
    return reportsOf(
      handle,
      times(4, index => `/item/${index}/parts`),
    )
  },

  'a bug on paths that clients choose'() {
    const first = res => res.end('page')
    const late = res => res.setHeader('X-Page', '1')
    function handle(_req, res) {
      first(res)
      later(late, res)
    }
    return reportsOf(
      handle,
      times(4, index => `/page/${letters(index)}`),
    )
  },

  'a bug under a URL that is rewritten before it'() {
    const first = res => res.end('rewritten')
    const late = res => res.setHeader('X-Rewritten', '1')
    function handle(req, res) {
      req.url = req.url.replace('/outer', '/inner')
      first(res)
      later(late, res)
    }
    return reportsOf(
      handle,
      times(4, () => '/outer/path'),
    )
  },

  async 'a bug after one on 300 paths that clients chose'() {
    const flood = res => res.end('flood')
    const lateFlood = res => res.setHeader('X-Flood', '1')
    const first = res => res.end('after')
    const late = res => res.setHeader('X-After', '1')
    function handle(req, res) {
      if (req.url === '/after') {
        first(res)
        later(late, res)
      } else {
        flood(res)
        later(lateFlood, res)
      }
    }
    const paths = [...times(300, index => `/blog/${letters(index)}`), ...times(4, () => '/after')]
    const all = await reportsOf(handle, paths)
    return all.filter(({ request }) => request === '/after')
  },

  'a bug whose first response was sent before by requests that were right'() {
    const first = res => res.end('learned')
    const late = res => res.setHeader('X-Learned', '1')
    function handle(req, res) {
      first(res)
      later(req.url.includes('?bug') ? late : nothing, res)
    }
    return reportsOf(handle, [() => beSampled('/learned'), '/learned?bug'])
  },

  'a bug on a route that sends in two functions, by status'() {
    const found = res => res.writeHead(200).end('found')
    const first = res => res.writeHead(404).end('missing')
    const late = res => res.setHeader('X-Missing', '1')
    function handle(req, res) {
      if (req.url.includes('found')) found(res)
      else first(res)
      later(req.url.includes('bug') ? late : nothing, res)
    }
    return reportsOf(handle, [() => beSampled('/both?found', '/both?missing'), '/both?missing&bug'])
  },

  'a bug on a route that is learned after 1,500 others'() {
    const first = res => res.writeHead(201).end('known')
    const late = res => res.setHeader('X-Known', '1')
    function handle(req, res) {
      if (req.url.startsWith('/known')) first(res)
      else res.writeHead(404).end()
      later(req.url.includes('?bug') ? late : nothing, res)
    }
    const junk = times(1500, index => `/junk/${letters(index)}`)
    return reportsOf(handle, [...junk, () => beSampled('/known'), '/known?bug'])
  },

  'a body that comes after the end, on a route that sends its head elsewhere'() {
    const head = res => res.writeHead(200).write('head')
    const first = res => res.end('end')
    const late = res => res.write('late')
    function handle(req, res) {
      head(res)
      first(res)
      later(req.url.includes('?bug') ? late : nothing, res)
    }
    return reportsOf(handle, [() => beSampled('/stream'), ...times(3, () => '/stream?bug')])
  },

  async 'a request in one packet with one that is traced'() {
    const first = res => res.end('traced')
    const late = res => res.setHeader('X-Traced', '1')
    const firstOther = res => res.end('untraced')
    const lateOther = res => res.setHeader('X-Untraced', '1')
    function handle(req, res) {
      if (req.url.startsWith('/traced')) {
        first(res)
        later(late, res)
      } else {
        firstOther(res)
        later(lateOther, res)
      }
    }
    const before = await reportsOf(
      handle,
      times(3, () => '/traced'),
    )
    reports = []
    const socket = connect(server.address().port, '127.0.0.1').resume()
    socket.write(request({ path: '/traced', headers: {} }) + request({ path: '/untraced' }))
    await once(socket, 'close')
    await settled()
    return [...before.slice(-1), ...shown()]
  },

  async 'and the server is closed'() {
    agent.destroy()
    server.close()
  },
}
