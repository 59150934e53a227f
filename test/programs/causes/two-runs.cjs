// Functions that are handed on and respond: once too often, or with another one.
const { EventEmitter } = require('node:events')
const fs = require('node:fs')
const { createRequire } = require('node:module')
const { join, sep } = require('node:path')

const ofStory = name => createRequire(join(process.env.STORIES, name) + sep)
const express = ofStory('found-or-not')('express')
const multer = ofStory('nest-file')('multer')

const later = (value, callback) => setTimeout(callback, 5, value)
const promised = value => new Promise(resolve => later(value, resolve))
const send = (res, status) => res.writeHead(status).end()

function appOf(...middlewares) {
  const app = express()
  app.set('env', 'test')
  app.use(...middlewares)
  return app
}

/** Jobs that a timer older than any request works off. */
const jobs = []
setInterval(() => {
  for (const job of jobs.splice(0)) {
    job.onReply()
    setTimeout(job.onExpired, 5)
  }
}, 5).unref()
const ask = (onReply, onExpired) => {
  jobs.push({ onReply, onExpired })
  // Nothing else keeps the process until the timer has come.
  setTimeout(() => {}, 50)
}
/** Its messages are the work of no request. */
const worker = new EventEmitter().on('message', respond => respond())
const check = (value, fail) => {
  if (value.length < 3) fail('too short')
}

const orders = new EventEmitter()
const failWith = (source, res) => source.on('error', error => res.status(500).send(error.message))

module.exports = {
  'an error and an end that both call back': {
    cause: 'callback-twice',
    says: /once/,
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const read = (file, callback) => {
        const stream = fs.createReadStream(file)
        stream.on('error', err => callback(err))
        stream.on('close', () => callback(null, 'all'))
      }
      read('/nowhere/at-all', (err, text) => {
        if (err) return res.writeHead(500).end('cannot read')
        res.setHeader('x-read', 'yes')
        res.end(text)
      })
    },
  },
  'two events of an emitter that both call back': {
    cause: 'callback-twice',
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      function run(done) {
        const job = new EventEmitter()
        job.once('progress', () => done('half'))
        job.once('finish', () => done('all'))
        later(null, () => job.emit('progress'))
        later(null, () => job.emit('finish'))
      }
      run(what => res.send(what))
    }),
  },
  'a driver that emits two events, and a callback for each': {
    cause: 'callback-twice',
    says: /^Call done once: both events come/,
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      const query = () => {
        const rows = new EventEmitter()
        later(null, () => {
          rows.emit('error', new Error('no such table'))
          rows.emit('end')
        })
        return rows
      }
      const run = done => {
        query()
          .on('error', error => done(error))
          .on('end', () => done(null, 'rows'))
      }
      run(function done(error, rows) {
        res.send(error?.message ?? rows)
      })
    }),
  },
  'a callback that is called in a map, and after it': {
    cause: 'callback-twice',
    says: /^Call done once: a return in the callback of map leaves that alone/,
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      const verify = done => {
        const names = ['Ada', 'Bob']
        names.map(name => (name === 'Ada' ? done(name) : null))
        return done('nobody')
      }
      verify(function done(name) {
        res.send(name)
      })
    }),
  },
  'an interval whose callback waits': {
    cause: 'callback-twice',
    says: /^Clear the timer before responding\.$/,
    ask: ['/'],
    serve: appOf((_, res) => {
      let ticks = 0
      const timer = setInterval(async () => {
        await promised('row')
        if (++ticks === 3) clearInterval(timer)
        res.send('row')
      }, 2)
    }),
  },
  'a listener for what comes in pieces': {
    cause: 'callback-twice',
    says: /^What comes by row comes in pieces/,
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      const rows = new EventEmitter()
      rows.on('row', row => res.send(row))
      later(null, () => {
        rows.emit('row', 'one')
        rows.emit('row', 'two')
      })
    }),
  },
  'a callback that one line calls twice, by way of a queue': {
    cause: 'callback-twice',
    says: /^Call the callback once: two-runs\.cjs:\d+ calls it each time/,
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      const waiting = []
      const work = () => {
        while (waiting.length > 0) waiting.shift()()
      }
      const load = callback => {
        const fail = () => callback('failed')
        for (const page of [1, 2]) waiting.push(() => later(page, fail))
        work()
      }
      load(text => res.send(text))
    }),
  },
  'a parameter that a listener calls twice': {
    cause: 'callback-twice',
    says: /once/,
    edit: true,
    ask: ['/'],
    serve(req, res) {
      const read = callback => {
        req.once('end', () => {
          callback('text')
          callback('text')
        })
        req.resume()
      }
      read(text => later(text, () => res.writeHead(200).end(text)))
    },
  },
  'a listener that is not removed, and an event in each turn of a loop': {
    cause: 'callback-twice',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      const room = new EventEmitter()
      const onMessage = text => res.writeHead(200).end(text)
      room.on('message', onMessage)
      for (const text of ['one', 'two']) setImmediate(() => room.emit('message', text))
    },
  },
  'a worker that says two messages for one job': {
    cause: 'undetermined',
    says: /run once for a request/,
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const respond = () => {
        try {
          res.writeHead(200).end('got it')
        } catch {}
      }
      const message = () => worker.emit('message', respond)
      ask(message, message)
    },
  },
  'a listener that goes on, and is left for other requests': {
    cause: 'stale-response',
    says: /Remove the listener that is added at/,
    edit: false,
    ask: ['/', '/'],
    serve: appOf(
      (_, __, next) => {
        orders.on('done', () => next())
        later(null, () => orders.emit('done'))
      },
      (req, res, next) => (res.headersSent ? next() : res.send(req.url)),
      (_, res) => res.type('text').send('nothing here'),
    ),
  },
  'a deadline, and work that begins with a header': {
    cause: 'timeout-race',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, __, next) => {
        setTimeout(() => next(new Error('too slow')), 5)
        next()
      },
      (_, res, next) => {
        setTimeout(() => {
          res.set('x-rows', '2')
          next()
        }, 30)
      },
      (error, _, res, __) => res.status(503).send(error.message),
    ),
  },
  'a deadline and work that one next() led to': {
    cause: 'timeout-race',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, __, next) => next(),
      (_, res, next) => {
        res.setTimeout(10, () => res.status(503).send('too slow'))
        next()
      },
      async (_, res) => {
        await new Promise(resolve => setTimeout(resolve, 40))
        res.send('fine')
      },
    ),
  },
  'a deadline of a middleware that is not cleared': {
    cause: 'timeout-race',
    says: /Clear the timer/,
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, __, next) => {
        setTimeout(() => next(new Error('too slow')), 30)
        next()
      },
      (_, res) => res.send('fine'),
      (error, _, res, __) => res.status(503).send(error.message),
    ),
  },
  'a timer that goes on a second time': {
    cause: 'next-twice',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, __, next) => {
        setTimeout(() => next(), 5)
        next()
      },
      (_, res, next) => (res.headersSent ? next() : res.send('fine')),
      (_, res) => res.status(404).send('nothing here'),
    ),
  },
  'a handler for errors that responds for what fails in work that was started': {
    cause: 'parallel-paths',
    says: /for an error/,
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, res, next) => {
        const audit = new EventEmitter()
        failWith(audit, res)
        setImmediate(() => audit.emit('error', new Error('no audit')))
        next()
      },
      (_, res) => {
        fs.readFile(__filename, () => res.send('fine'))
      },
    ),
  },
  'a rejection that next is given, and a function that goes on': {
    cause: 'next-after-response',
    says: /goes to next, but the promise is fulfilled then and the function goes on/,
    edit: false,
    ask: ['/'],
    serve: appOf(
      async (_, res, next) => {
        await promised(null)
          .then(() => Promise.reject(new Error('bad')))
          .catch(next)
        res.status(201).send('made')
      },
      (error, _, res, __) => res.status(422).send(error.message),
    ),
  },
  'a helper that is waited for, and leaves work behind': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve: appOf(async (_, res) => {
      const log = async () => {
        fs.readFile(__filename, () => res.send('logged'))
      }
      await log()
      res.send('fine')
    }),
  },
  'a package that calls back, and goes on': {
    cause: 'next-after-response',
    says: /does not know of the response/,
    edit: false,
    ask: ['upload /'],
    serve: appOf(
      multer({
        fileFilter(req, _, done) {
          req.res.status(415).send('not a picture')
          done(null, false)
        },
      }).single('picture'),
      (_, res) => res.status(400).send('no picture'),
    ),
  },
  'a branch that responds, and work that is started after it': {
    cause: 'missing-return',
    says: /Return after the first response/,
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf((req, res) => {
      if (req.query.bad !== undefined) res.status(401).send('who?')
      fs.readFile(__filename, () => res.send('fine'))
    }),
  },
  'work that a branch starts, and a response after it': {
    cause: 'missing-return',
    says: /Return after what is started/,
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf((req, res) => {
      const serve = file =>
        fs.readFile(file, error => {
          if (error) serve(__filename)
          res.send(error ? 'nothing' : 'text')
        })
      serve(req.query.bad === undefined ? __filename : 'nowhere')
    }),
  },
  'a function that tries again after it has responded': {
    cause: 'missing-return',
    ask: ['/'],
    serve(_, res) {
      let tries = 0
      const poll = () => {
        tries++
        if (tries > 1) res.writeHead(200).end('done')
        if (tries < 4) setTimeout(poll, 1)
      }
      poll()
    },
  },
  'a listener that each part of what was asked for calls': {
    cause: 'callback-twice',
    ask: ['/'],
    serve: appOf((_, res) => {
      fs.open(__filename, (_, file) => {
        const parts = fs.createReadStream('', { fd: file, highWaterMark: 1000 })
        parts.on('data', part => res.send(part))
      })
    }),
  },
  'the callback of a response, which responds too': {
    cause: 'parallel-paths',
    says: /runs when it has responded/,
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      res.sendFile(__filename, () => res.status(404).send('no such file'))
    }),
  },
  'a callback that each turn of a loop hands on': {
    cause: 'loop',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const respond = text => res.writeHead(200).end(text)
      for (const text of ['one', 'two']) later(text, respond)
    },
  },
  'a closure that is called for each of two mistakes': {
    cause: 'callback-twice',
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      const fail = why => {
        res.status(422).json({ why })
      }
      check('ab', fail)
      check('x', fail)
      res.json({ isFine: true })
    }),
  },
  'a helper that is called for each of two mistakes': {
    cause: 'missing-return',
    ask: ['/'],
    serve: appOf((_, res) => {
      const fail = why => {
        res.status(422).json({ why })
      }
      if (fail.name.length > 3) fail('too long')
      if (fail.name.length > 2) fail('too long again')
    }),
  },
  'two callbacks that go through one helper': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const reply = text => res.writeHead(200).end(text)
      later('one', text => reply(text))
      later('two', text => reply(text))
    },
  },
  'two closures in one call, run by a timer that is older': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      ask(
        () => send(res, 200),
        () => send(res, 504),
      )
    },
  },
  'two closures that have names': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const reply = status => res.writeHead(status).end()
      const replied = () => reply(200)
      const expired = () => reply(504)
      ask(replied, expired)
    },
  },
  'two links of one chain of promises': {
    cause: 'missing-return',
    says: /chain/,
    edit: false,
    ask: ['/'],
    serve(_, res) {
      promised(null)
        .then(found => {
          if (!found) {
            res.statusCode = 404
            return res.end('no such plot')
          }
          return promised(found)
        })
        .then(entry => {
          res.writeHead(201).end(entry)
        })
    },
  },
  'a chain that a helper begins': {
    cause: 'missing-return',
    says: /chain/,
    edit: false,
    ask: ['/'],
    serve: appOf((req, res) => {
      const permit = () =>
        promised(req.headers.cookie).then(cookie => {
          if (!cookie) res.status(401).send('who?')
        })
      permit().then(() => res.json({ secret: 42 }))
    }),
  },
  'the finally of a chain': {
    cause: 'missing-return',
    says: /finally/,
    edit: false,
    ask: ['/'],
    serve(_, res) {
      promised('text')
        .then(text => res.writeHead(200).end(text))
        .finally(() => res.writeHead(204).end())
    },
  },
  'two promises that are waited for together': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    async serve(_, res) {
      const one = async () => {
        await promised()
        res.writeHead(200).end('one')
      }
      const two = async () => {
        await promised()
        res.writeHead(200).end('two')
      }
      await Promise.all([one(), two()])
    },
  },
  'a function that calls itself': {
    cause: 'callback-twice',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const attempt = (left, callback) => {
        callback(`${left} left`)
        if (left > 0) later(null, () => attempt(left - 1, callback))
      }
      attempt(1, text => res.writeHead(200).end(text))
    },
  },
  'two listeners of a request, of which one is a limit': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const source = new EventEmitter()
      source.on('data', () => res.writeHead(413).end('too large'))
      source.on('end', () => res.writeHead(200).end('all'))
      later(null, () => source.emit('data'))
      later(null, () => source.emit('end'))
    },
  },
  'a listener for errors that responds first, and one for the end': {
    cause: 'parallel-paths',
    says: /headersSent/,
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const [upstream, source] = [new EventEmitter(), new EventEmitter()]
      upstream.on('error', () => res.writeHead(502).end('no upstream'))
      source.on('end', () => res.writeHead(200).end('all'))
      later(null, () => upstream.emit('error', new Error('gone')))
      later(null, () => source.emit('end'))
    },
  },
  'a deadline that a middleware does not clear, and work that waits for a timer, too': {
    cause: 'timeout-race',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, res, next) => {
        setTimeout(() => {
          res.status(503)
          res.send('too slow')
        }, 30)
        setTimeout(() => {
          if (res.locals.isUnknown) {
            res.status(404).end()
            return
          }
          next()
        }, 5)
      },
      (_, res) => res.send('fine'),
    ),
  },
  'work of a middleware that has gone on': {
    cause: 'next-after-response',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (req, res, next) => {
        setTimeout(() => {
          if (req.headers.cookie === undefined) res.status(404).send('unknown')
        }, 30)
        next()
      },
      (_, res) => res.send('fine'),
    ),
  },
  'a deadline of the response itself': {
    cause: 'timeout-race',
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      res.setTimeout(20, () => {
        res.status(503).send('too slow')
      })
      // Long enough to come second on a busy machine, too.
      setTimeout(() => res.send('done'), 1500)
    }),
  },
}
