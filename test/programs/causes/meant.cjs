// Programs and what they were meant to be: an edit has to make the one into the other, in status, headers and body.
const { createRequire } = require('node:module')
const { join, sep } = require('node:path')

const ofStory = name => createRequire(join(process.env.STORIES, name) + sep)
const express = ofStory('found-or-not')('express')
const express4 = ofStory('create-user')('express')

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

const isBad = req => req.url.includes('bad')
const refuse = res => {
  res.statusCode = 403
  res.end('refused')
}

module.exports = {
  'a status that sends, and a body': {
    cause: 'chained-send',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf((req, res) => {
      if (isBad(req)) return res.sendStatus(404).json({ error: 'none' })
      res.json({ ok: true })
    }),
    meant: appOf((req, res) => {
      if (isBad(req)) return res.status(404).json({ error: 'none' })
      res.json({ ok: true })
    }),
  },
  'an end without a body, and a body': {
    cause: 'chained-send',
    edit: true,
    ask: ['/'],
    serve: app4Of((_, res) => {
      res.status(500).end().json({ error: 'failed' })
    }),
    meant: app4Of((_, res) => {
      res.status(500).json({ error: 'failed' })
    }),
  },
  'a cookie that is chained to the body': {
    cause: 'chained-send',
    edit: true,
    ask: ['/'],
    serve: appOf((_, res) => {
      res.json({ ok: true }).cookie('seen', 'yes')
    }),
    meant: appOf((_, res) => {
      res.cookie('seen', 'yes').json({ ok: true })
    }),
  },
  'a header after the response': {
    cause: 'late-header',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      res.end('done')
      res.setHeader('x-total', '7')
    },
    meant(_, res) {
      res.setHeader('x-total', '7')
      res.end('done')
    },
  },
  'a header after a branch that responds either way': {
    cause: 'late-header',
    edit: true,
    ask: ['/?bad'],
    serve: appOf((req, res) => {
      if (isBad(req)) {
        res.status(404).send('none')
      } else {
        res.send('found')
      }
      res.set('x-edition', 'evening')
    }),
    meant: appOf((req, res) => {
      res.set('x-edition', 'evening')
      res.status(isBad(req) ? 404 : 200).send(isBad(req) ? 'none' : 'found')
    }),
  },
  'a header after a helper that responds': {
    cause: 'late-header',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      refuse(res)
      res.setHeader('x-reason', 'closed')
    },
    meant(_, res) {
      res.setHeader('x-reason', 'closed')
      refuse(res)
    },
  },
  'a head of a status and headers': {
    cause: 'headers-flushed-early',
    edit: true,
    ask: ['/'],
    serve: app4Of((_, res) => {
      res.writeHead(202, { 'x-queue': 'long' })
      res.json({ queued: true })
    }),
    meant: app4Of((_, res) => {
      res.status(202).set('x-queue', 'long').json({ queued: true })
    }),
  },
  'headers that are flushed before the response': {
    cause: 'headers-flushed-early',
    edit: true,
    ask: ['/'],
    serve: appOf((_, res) => {
      res.flushHeaders()
      res.status(201).json({ made: true })
    }),
    meant: appOf((_, res) => {
      res.status(201).json({ made: true })
    }),
  },
  'headers that are flushed before they are set': {
    cause: 'headers-flushed-early',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      res.flushHeaders()
      res.setHeader('content-type', 'text/event-stream')
      setTimeout(() => res.end('data: 1\n\n'), 5)
    },
    meant(_, res) {
      res.setHeader('content-type', 'text/event-stream')
      res.flushHeaders()
      setTimeout(() => res.end('data: 1\n\n'), 5)
    },
  },
  'a part of the body before its type': {
    cause: 'headers-flushed-early',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      res.write('<p>once upon ')
      res.setHeader('content-type', 'text/html')
      res.end('a time</p>')
    },
    meant(_, res) {
      res.setHeader('content-type', 'text/html')
      res.write('<p>once upon ')
      res.end('a time</p>')
    },
  },
  'a response in a branch': {
    cause: 'missing-return',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf((req, res) => {
      if (isBad(req)) {
        res.status(400).json({ error: 'which one?' })
      }
      res.json({ id: 1 })
    }),
    meant: appOf((req, res) =>
      isBad(req) ? res.status(400).json({ error: 'which one?' }) : res.json({ id: 1 }),
    ),
  },
  'a helper that responds in a branch': {
    cause: 'missing-return',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve(req, res) {
      if (isBad(req)) refuse(res)
      res.setHeader('x-fine', '1')
      res.end('fine')
    },
    meant(req, res) {
      if (isBad(req)) return refuse(res)
      res.setHeader('x-fine', '1')
      res.end('fine')
    },
  },
  'a helper that says whether it has responded': {
    cause: 'missing-return',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf((req, res) => {
      const isPermitted = () => {
        if (isBad(req)) {
          res.status(403).send('no')
          return false
        }
        return true
      }
      isPermitted()
      res.json({ ok: true })
    }),
    meant: appOf((req, res) => (isBad(req) ? res.status(403).send('no') : res.json({ ok: true }))),
  },
  'two responses one after the other': {
    cause: 'missing-return',
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      res.send('one')
      res.json({ two: true })
    }),
  },
  'a status that sends, and a body in the next line': {
    cause: 'missing-return',
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      res.sendStatus(404)
      res.json({ error: 'none' })
    }),
  },
  'a timer that is not cleared': {
    cause: 'timeout-race',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      setTimeout(() => {
        res.statusCode = 503
        res.setHeader('x-late', '1')
        res.end('too slow')
      }, 30)
      setImmediate(() => {
        const body = 'work done'
        res.end(body)
      })
    },
    meant(_, res) {
      res.end('work done')
    },
  },
  'a timer, and a branch that responds without clearing it': {
    cause: 'timeout-race',
    edit: false,
    ask: ['/'],
    serve(req, res) {
      setTimeout(() => res.writeHead(503).end('too slow'), 30)
      if (req.method === 'POST') {
        setImmediate(() => res.end('written'))
        return
      }
      setImmediate(() => {
        res.end('read')
      })
    },
  },
  'a timer, and work in two steps': {
    cause: 'timeout-race',
    edit: false,
    ask: ['/'],
    serve(req, res) {
      setTimeout(() => res.writeHead(503).end('too slow'), 30)
      setImmediate(() => {
        if (isBad(req)) return setImmediate(() => res.end('both'))
        res.end('the first')
      })
    },
  },
  'a timer, and an error that is handed on beside the work': {
    cause: 'timeout-race',
    edit: false,
    ask: ['/'],
    serve: appOf((req, res, next) => {
      setTimeout(() => {
        res.status(503).send('too slow')
      }, 30)
      if (isBad(req)) return next(new Error('bad'))
      setImmediate(() => {
        res.send('fine')
      })
    }),
  },
  'a case that responds and runs on': {
    cause: 'switch-fallthrough',
    edit: true,
    ask: ['/a'],
    well: ['/b'],
    serve: appOf((req, res) => {
      switch (req.path) {
        // biome-ignore lint/suspicious/noFallthroughSwitchClause: it is what the row is about
        case '/a':
          res.send('a')
        case '/b':
          res.send('b')
          break
      }
    }),
    meant: appOf((req, res) => res.send(req.path.slice(1))),
  },
}
