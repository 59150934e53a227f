// Listeners whose two responses come on paths of their own: callbacks, events, timers, errors, other requests.
const { EventEmitter } = require('node:events')

const later = (callback, ...values) => setImmediate(callback, ...values)
const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
const bus = new EventEmitter()
let current = null
let visitors = 0
let watched = null

module.exports = {
  'a deadline that aborts what then fails': {
    cause: 'error-after-response',
    says: /^What is aborted at several-paths\.cjs:\d+ fails/,
    edit: false,
    ask: ['/'],
    async serve(_, res) {
      const { setTimeout: wait } = require('node:timers/promises')
      const controller = new AbortController()
      setTimeout(() => {
        controller.abort()
        res.writeHead(503).end('too late')
      }, 5)
      try {
        await wait(500, null, { signal: controller.signal })
        res.writeHead(200).end('done')
      } catch (error) {
        res.writeHead(500).end(error.message)
      }
    },
  },
  'work that is left alone by what is waited for': {
    cause: 'parallel-paths',
    says: /^What is started at several-paths\.cjs:\d+ is left alone there: await \(or return\) it/,
    edit: false,
    ask: ['/'],
    async serve(_, res) {
      const respond = (status, text) => res.writeHead(status).end(text)
      const act = async () => {
        sleep(5).then(() => respond(201, 'created'))
      }
      respond(204, await act())
    },
  },
  'work that each turn of a loop starts': {
    cause: 'loop',
    says: /does not wait for what each turn starts.*await Promise\.all/,
    edit: false,
    ask: ['/'],
    serve(_, res) {
      for (const row of ['one', 'two']) later(() => res.writeHead(200).end(row))
    },
  },
  'a callback that is called with the error, and again': {
    cause: 'callback-twice',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve(req, res) {
      const load = callback => {
        if (req.url.includes('bad')) callback(new Error('bad'))
        later(() => callback(null, 'fine'))
      }
      load((error, text) => {
        if (error) return res.writeHead(400).end(error.message)
        res.writeHead(200).end(text)
      })
    },
  },
  'a callback that is called once for each try': {
    cause: 'callback-twice',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const attempt = (left, callback) => {
        if (left > 0) {
          callback(new Error('busy'))
          return later(attempt, left - 1, callback)
        }
        callback(null, 'fine')
      }
      attempt(1, (error, text) => res.writeHead(error ? 503 : 200).end(text))
    },
  },
  'a timer that goes on': {
    cause: 'callback-twice',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      const timer = setInterval(() => {
        res.writeHead(200).end('tick')
      }, 5)
      let ticks = 0
      const watch = setInterval(() => {
        if (++ticks < 3) return
        clearInterval(timer)
        clearInterval(watch)
      }, 5)
    },
  },
  'two listeners of one stream': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const job = new EventEmitter()
      job.on('limit', () => res.writeHead(413).end('too much'))
      job.on('close', () => res.writeHead(200).end('all'))
      later(() => job.emit('limit'))
      later(() => job.emit('close'))
    },
  },
  'two listeners of one event': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const job = new EventEmitter()
      job.on('done', () => res.writeHead(200).end('one'))
      job.on('done', function audit() {
        res.writeHead(202).end('two')
      })
      job.emit('done')
    },
  },
  'a callback, and the line after it': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      later(() => res.writeHead(200).end('later'))
      res.writeHead(404).end('none')
    },
  },
  'a function that no one awaits': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const take = async () => {
        await sleep(1)
        res.writeHead(200).end('taken')
      }
      take()
      res.writeHead(404).end('none')
    },
  },
  'a deadline and the work': {
    cause: 'timeout-race',
    edit: false,
    ask: ['/'],
    async serve(_, res) {
      setTimeout(() => res.writeHead(504).end('too slow'), 5)
      await sleep(30)
      res.writeHead(200).end('fine')
    },
  },
  'a deadline, and work that waits for a timer, too': {
    cause: 'timeout-race',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const query = callback => setTimeout(callback, 30, 'rows')
      setTimeout(() => res.writeHead(504).end('too slow'), 5)
      query(rows => res.writeHead(200).end(rows))
    },
  },
  'two waits of the same kind': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      setTimeout(() => res.writeHead(200).end('one'), 5)
      setTimeout(() => res.writeHead(200).end('two'), 15)
    },
  },
  'a catch clause': {
    cause: 'error-after-response',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      try {
        res.writeHead(200).end('fine')
        JSON.parse('{')
      } catch (error) {
        res.writeHead(500).end(error.message)
      }
    },
  },
  'a rejection handler': {
    cause: 'error-after-response',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      sleep(1)
        .then(() => {
          res.writeHead(200).end('fine')
          JSON.parse('{')
        })
        .catch(error => res.writeHead(500).end(error.message))
    },
  },
  'a listener left on what outlives the request': {
    cause: 'stale-response',
    edit: true,
    ask: ['/wait', '/say', '/say'],
    serve(req, res) {
      if (req.url === '/say') {
        bus.emit('said')
        return res.end('said')
      }
      bus.on('said', () => {
        res.setHeader('x-said', '1')
        res.end('heard')
      })
    },
  },
  'a listener that looks for its own message first': {
    cause: 'stale-response',
    edit: false,
    ask: ['/1', '/say', '/say?1', '/say?1'],
    serve(req, res) {
      if (req.url.startsWith('/say')) {
        bus.emit('message', req.url.slice(5))
        return res.end('said')
      }
      bus.on('message', id => {
        if (id !== '1') return
        res.setHeader('x-said', '1')
        res.end('heard')
      })
    },
  },
  'a variable that requests share': {
    cause: 'stale-response',
    edit: false,
    ask: ['/', '/'],
    serve(_, res) {
      current = res
      visitors++
      const timer = setInterval(() => {
        if (visitors < 2) return
        clearInterval(timer)
        current.setHeader('x-late', '1')
        current.end('late')
      }, 5)
    },
  },
  'one run for another request that responds twice': {
    cause: 'late-header',
    edit: false,
    ask: ['/wait', '/say'],
    serve(req, res) {
      if (req.url === '/say') {
        bus.emit('once more')
        return res.end('said')
      }
      bus.once('once more', () => {
        res.end('heard')
        res.setHeader('x-said', '1')
      })
    },
  },
  'body after the end, in the course of nothing': {
    cause: 'write-after-end',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      res.end('watching')
      watched = res
      beat.ref()
    },
  },
}

// It belongs to no request, and knows no more of the response than that it is there.
const beat = setInterval(() => {
  watched?.write('tick')
  watched = null
  beat.unref()
}, 20).unref()
