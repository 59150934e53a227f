// Middlewares that respond and go on, whatever way they take to `next`.
const fs = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join, sep } = require('node:path')
const { pipeline, Readable } = require('node:stream')

const ofStory = name => createRequire(join(process.env.STORIES, name) + sep)
const express = ofStory('found-or-not')('express')
const express4 = ofStory('create-user')('express')
const connect = ofStory('next-twice')('connect')
const restify = require('restify')

/** A file to send. */
const page = join(process.env.STORIES, 'found-or-not', 'app.js')

const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

function appOf(...middlewares) {
  const app = express()
  app.set('env', 'test')
  app.use(...middlewares)
  return app
}

function app4Of(...middlewares) {
  const app = express4()
  app.set('env', 'test')
  app.use(...middlewares)
  return app
}

function connectOf(...middlewares) {
  const app = connect()
  for (const middleware of middlewares) app.use(middleware)
  return app
}

function restifyOf(setUp) {
  const server = restify.createServer()
  setUp(server)
  return (req, res) => server.server.emit('request', req, res)
}

const notHere = (_, res) => {
  res.statusCode = 404
  res.setHeader('x-from', 'the end')
  res.end('not here')
}
const isBad = req => req.url.includes('bad')
const find = async req => (isBad(req) ? null : { name: 'ida' })
const text = () => Readable.from(['hello, ', 'world'])

module.exports = {
  'a response after next() has returned, and one of a handler that waits': {
    cause: 'next-after-response',
    says: /^next\(\) \(going-on\.cjs:\d+\) does not wait for what is further down/,
    edit: false,
    ask: ['/'],
    serve: connectOf(
      (_, res, next) => {
        next()
        if (!res.finished) res.end('empty')
      },
      async (_, res) => {
        await sleep(5)
        res.writeHead(200)
        res.end('late')
      },
    ),
  },
  'work that writes when the request has been handed on': {
    cause: 'next-after-response',
    says: /starts work that responds when it is done: do not call next\(\)/,
    edit: false,
    ask: ['/'],
    serve: connectOf((_, res, next) => {
      const purge = async () => {
        await sleep(5)
        res.write('purged')
        res.end()
      }
      purge().catch(error => console.error(error))
      next()
    }, notHere),
  },
  'next as the callback of a pipeline': {
    cause: 'next-after-response',
    says: /errors only/,
    edit: true,
    ask: ['/'],
    serve: appOf((_, res, next) => {
      pipeline(fs.createReadStream(__filename), res, next)
    }, notHere),
    meant: appOf((_, res) => {
      pipeline(fs.createReadStream(__filename), res, () => {})
    }, notHere),
  },
  'next as the callback of a pipeline of two lines, on connect': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/'],
    serve: connectOf((_, res, next) => {
      const source = text()
      pipeline(source, res, next)
    }, notHere),
    meant: connectOf((_, res) => {
      const source = text()
      pipeline(source, res, () => {})
    }, notHere),
  },
  'next as the callback of a file': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/'],
    serve: appOf((_, res, next) => {
      res.sendFile(page, next)
    }, notHere),
    meant: appOf((_, res) => {
      res.sendFile(page, () => {})
    }, notHere),
  },
  'next as the callback of a file with options': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/'],
    serve: app4Of((_, res, next) => {
      res.sendFile('app.js', { root: dirname(page) }, next)
    }, notHere),
    meant: app4Of((_, res) => {
      res.sendFile('app.js', { root: dirname(page) }, () => {})
    }, notHere),
  },
  'next in the callback of a pipeline': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/'],
    serve: appOf((_, res, next) => {
      pipeline(text(), res, err => {
        next(err)
      })
    }, notHere),
    meant: appOf((_, res) => {
      pipeline(text(), res, () => {})
    }, notHere),
  },
  'next after the errors in the callback of a file': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/'],
    serve: appOf((_, res, next) => {
      res.sendFile(page, err => {
        if (err) return next(err)
        next()
      })
    }, notHere),
    meant: appOf((_, res, next) => {
      res.sendFile(page, err => {
        if (err) return next(err)
      })
    }, notHere),
  },
  'next outside of a promise that responds': {
    cause: 'next-after-response',
    says: /move next\(\)/,
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf(
      (req, res, next) => {
        find(req).then(user => {
          if (!user) return res.status(401).json({ error: 'who?' })
          req.user = user
        })
        next()
      },
      async (req, res) => {
        await sleep(5)
        res.json({ hello: req.user })
      },
    ),
    meant: appOf((req, res) =>
      isBad(req) ? res.status(401).json({ error: 'who?' }) : res.json({ hello: { name: 'ida' } }),
    ),
  },
  'next outside of a promise that responds without a return': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf(
      (req, res, next) => {
        find(req).then(user => {
          if (!user) res.status(401).send('who?')
        })
        next()
      },
      async (_, res) => {
        await sleep(5)
        res.send('hello')
      },
    ),
    meant: appOf((req, res) => (isBad(req) ? res.status(401).send('who?') : res.send('hello'))),
  },
  'a deadline in front of the others': {
    cause: 'timeout-race',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, res, next) => {
        setTimeout(() => {
          res.status(503).send('too slow')
        }, 20)
        next()
      },
      async (_, res) => {
        await sleep(200)
        res.send('late')
      },
    ),
  },
  'next outside of a callback that responds in one branch, on connect': {
    cause: 'next-after-response',
    says: /move next\(\)/,
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: connectOf(
      (req, res, next) => {
        fs.stat(isBad(req) ? '/nowhere/at-all' : '/', err => {
          if (err) {
            res.statusCode = 403
            res.end('no')
            return
          }
          req.isFound = true
        })
        next()
      },
      async (req, res) => {
        await sleep(20)
        res.setHeader('x-found', String(req.isFound))
        res.end('found')
      },
    ),
    meant: connectOf((req, res) => {
      if (isBad(req)) {
        res.statusCode = 403
        return res.end('no')
      }
      res.setHeader('x-found', 'true')
      res.end('found')
    }),
  },
  'next outside of a list that responds': {
    cause: 'next-after-response',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, res, next) => {
        // biome-ignore lint/suspicious/useIterableCallbackReturn: it is what the row is about
        ;[{ isFine: false }, { isFine: true }].forEach(user => {
          if (!user.isFine) return res.status(403).send('no')
        })
        next()
      },
      (_, res) => res.json({ hello: 1 }),
    ),
  },
  'next before a response, which is sent later further down': {
    cause: 'next-after-response',
    says: /Return after next\(\)/,
    edit: true,
    ask: ['/'],
    well: ['/sign-in'],
    serve: app4Of(
      function signIn(req, res, next) {
        if (req.path !== '/sign-in') next()
        res.json({ token: 'abc' })
      },
      async (_, res) => {
        await null
        res.json([1, 2])
      },
    ),
    meant: app4Of((req, res) => res.json(req.path === '/sign-in' ? { token: 'abc' } : [1, 2])),
  },
  'an asynchronous middleware of restify that responds': {
    cause: 'next-after-response',
    says: /asynchronous function/,
    edit: false,
    ask: ['/?bad'],
    serve: restifyOf(server => {
      server.use(async (req, res) => {
        if (isBad(req)) res.send(401, 'who?')
      })
      server.get('/', async (_, res) => {
        res.send('hello')
      })
    }),
  },
  'a middleware of restify that responds and goes on': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: restifyOf(server => {
      server.use((req, res, next) => {
        if (isBad(req)) {
          res.send(401, 'who?')
          return next()
        }
        return next()
      })
      server.get('/', (_, res, next) => {
        res.send('hello')
        return next()
      })
    }),
    meant: restifyOf(server => {
      server.use((req, res, next) => {
        if (!isBad(req)) return next()
        res.send(401, 'who?')
        return next(false)
      })
      server.get('/', (_, res, next) => {
        res.send('hello')
        return next()
      })
    }),
  },
  'a middleware that writes later and goes on at once': {
    cause: 'next-after-response',
    ask: ['/'],
    serve: appOf((_, res, next) => {
      const run = async () => {
        await new Promise(resolve => setTimeout(resolve, 5))
        res.write('one')
        res.end('two')
      }
      run().catch(() => {})
      return next()
    }, notHere),
  },
  'next in a branch of an asynchronous function': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf(
      async (req, res, next) => {
        const user = await find(req)
        if (user === null) {
          res.status(401).send('who?')
        }
        next()
      },
      (_, res) => res.send('page'),
    ),
    meant: appOf((req, res) => (isBad(req) ? res.status(401).send('who?') : res.send('page'))),
  },
  'next by a helper': {
    cause: 'next-after-response',
    edit: false,
    ask: ['/?bad'],
    serve: appOf(
      (req, res, next) => {
        const goOn = () => next()
        if (isBad(req)) res.status(401).send('who?')
        goOn()
      },
      (_, res) => res.send('another page'),
    ),
  },
  'next when the part that writes has begun': {
    cause: 'headers-flushed-early',
    edit: false,
    ask: ['/'],
    serve: connectOf((_, res, next) => {
      res.write('<marquee>')
      next()
    }, notHere),
  },
  'a heartbeat that goes on after the end': {
    cause: 'write-after-end',
    says: /[Cc]lear the interval/,
    edit: false,
    ask: ['/'],
    serve: connectOf(
      (_, res, next) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' })
        next()
        // Of two timers of one length, the one that was set first runs first.
        const timer = setInterval(() => res.write(': beat\n\n'), 10)
        setTimeout(() => clearInterval(timer), 50)
      },
      (_, res) => {
        setTimeout(() => res.end('data: bye\n\n'), 10)
      },
    ),
  },
  'a stream that is piped, and a response beside it': {
    cause: 'write-after-end',
    says: /ends it when it is over: leave out res\.end/,
    edit: false,
    ask: ['/'],
    serve(_, res) {
      Readable.from(['one', 'two']).pipe(res.on('error', () => {}))
      res.end()
    },
  },
  'a heartbeat in one handler': {
    cause: 'write-after-end',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      setTimeout(() => res.end('bye'), 10)
      const beat = setInterval(() => {
        res.write(': beat\n\n')
      }, 10)
      setTimeout(() => clearInterval(beat), 50)
    },
  },
}
