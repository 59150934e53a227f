// Listeners that ran twice, waits that are missing and values that are not returned, with what was meant.
const { createRequire } = require('node:module')
const { EventEmitter } = require('node:events')
const { join, sep } = require('node:path')

const ofStory = name => createRequire(join(process.env.STORIES, name) + sep)
const express = ofStory('found-or-not')('express')
const Koa = ofStory('page-data')('koa')
const fastify = ofStory('raw-and-body')('fastify')

const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

function appOf(...middlewares) {
  const app = express()
  app.set('env', 'test')
  app.use(...middlewares)
  return app
}

function koaOf(...middlewares) {
  const app = new Koa()
  app.silent = true
  for (const middleware of middlewares) app.use(middleware)
  return app.callback()
}

// The hook waits, so that a handler is done before its reply is.
function fastifyOf(handler) {
  const app = fastify()
  app.addHook('onSend', async () => sleep(2))
  app.get('/*', handler)
  app.ready()
  return app.routing
}

const isBad = req => req.url === '/bad'

function roomOf(one, other) {
  const room = new EventEmitter()
  setImmediate(() => {
    room.emit('news', one)
    if (other !== undefined) room.emit('news', other)
  })
  return room
}

const load = async () => {
  throw new Error('not there')
}

// The end of a response waits, as that of a session which has to be saved does.
const saving = (_, res, next) => {
  const { end } = res
  res.end = (...body) => {
    res.flushHeaders()
    setTimeout(() => end.apply(res, body), 5)
    return res
  }
  next()
}
module.exports = {
  'a check whether the response has ended, of one whose end waits': {
    cause: 'missing-return',
    says: /^Check `res\.headersSent` at waits\.cjs:\d+: /,
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve: appOf(saving, async (req, res) => {
      await null
      const respond = () => res.status(409).json('bad')
      if (isBad(req)) respond()
      if (!res.writableEnded) res.status(200).json('fine')
    }),
    meant: appOf(saving, async (req, res) => {
      await null
      if (isBad(req)) res.status(409).json('bad')
      if (!res.headersSent) res.status(200).json('fine')
    }),
  },
  'a listener for one event of two': {
    cause: 'callback-twice',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      const room = roomOf('one', 'two')
      room.on('news', text => {
        res.writeHead(200, { 'X-Row': '2' }).end(text)
      })
    },
    meant(_, res) {
      const room = roomOf('one', 'two')
      room.once('news', text => {
        res.writeHead(200, { 'X-Row': '2' }).end(text)
      })
    },
  },
  'a listener that responds to the last event only': {
    cause: 'callback-twice',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const room = roomOf('two', 'two')
      room.on('news', text => {
        if (text === 'two') res.writeHead(200, { 'X-Row': '3' }).end(text)
      })
    },
  },
  'pieces of a body': {
    cause: 'callback-twice',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const pieces = new EventEmitter()
      pieces.on('data', text => {
        res.writeHead(200).end(text)
      })
      for (const text of ['one', 'two']) setImmediate(() => pieces.emit('data', text))
    },
  },
  'a named listener that is registered twice': {
    cause: 'callback-twice',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      const room = roomOf('one')
      const onNews = text => {
        room.off('news', onNews)
        res.writeHead(200, { 'X-Row': '5' }).end(text)
      }
      room.on('news', onNews)
      room.on('news', onNews)
    },
    meant(_, res) {
      const room = roomOf('one')
      const onNews = text => {
        room.off('news', onNews)
        res.writeHead(200, { 'X-Row': '5' }).end(text)
      }
      room.on('news', onNews)
    },
  },
  'what comes next is not waited for': {
    cause: 'not-awaited',
    edit: true,
    ask: ['/'],
    serve: koaOf(
      async (_, next) => {
        await sleep(1)
        next()
      },
      async ctx => {
        await sleep(5)
        ctx.body = 'at last'
      },
    ),
    meant: koaOf(
      async (_, next) => {
        await sleep(1)
        await next()
      },
      async ctx => {
        await sleep(5)
        ctx.body = 'at last'
      },
    ),
  },
  'what comes next in a branch, and a body of one’s own': {
    cause: 'not-awaited',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve: koaOf(
      async (ctx, next) => {
        if (ctx.path !== '/') next()
        ctx.body = 'home'
      },
      async ctx => {
        await sleep(5)
        ctx.body = 'elsewhere'
      },
    ),
    meant: koaOf(
      async (ctx, next) => {
        if (ctx.path !== '/') return next()
        ctx.body = 'home'
      },
      async ctx => {
        await sleep(5)
        ctx.body = 'elsewhere'
      },
    ),
  },
  'a reply that is not returned': {
    cause: 'two-responders',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve: fastifyOf(async (request, reply) => {
      if (request.url === '/bad') {
        reply.code(404).send({ error: 'none' })
      } else {
        reply.code(200).send({ ok: true })
      }
    }),
    meant: fastifyOf(async (request, reply) => {
      if (request.url === '/bad') {
        return reply.code(404).send({ error: 'none' })
      }
      return reply.code(200).send({ ok: true })
    }),
  },
  'an error after a helper that responded': {
    cause: 'error-after-response',
    edit: true,
    ask: ['/bad'],
    async serve(req, res) {
      const find = async () => {
        if (isBad(req)) res.writeHead(400, { 'X-Row': '9' }).end('bad')
        const found = await sleep(1)
        if (found === undefined) throw new Error('not found')
        res.writeHead(200, { 'X-Row': '9' }).end(found)
      }
      try {
        await find()
      } catch (error) {
        res.writeHead(404, { 'X-Row': '9' }).end(error.message)
      }
    },
    async meant(req, res) {
      const find = async () => {
        if (isBad(req)) return res.writeHead(400, { 'X-Row': '9' }).end('bad')
        throw new Error('not found')
      }
      try {
        await find()
      } catch (error) {
        res.writeHead(404, { 'X-Row': '9' }).end(error.message)
      }
    },
  },
  'a refusal that goes on to what is tried': {
    cause: 'error-after-response',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve: appOf(async (req, res) => {
      if (isBad(req)) {
        res.status(422).json({ error: 'bad' })
      }
      try {
        const found = await load()
        res.json(found)
      } catch (error) {
        res.status(409).json({ error: error.message })
      }
    }),
    meant: appOf(async (req, res) => {
      if (isBad(req)) {
        return res.status(422).json({ error: 'bad' })
      }
      res.status(409).json({ error: 'not there' })
    }),
  },
  'a part of the body before the head': {
    cause: 'headers-flushed-early',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      const page = '<p>one</p>'
      res.write(page)
      res.writeHead(201, { 'X-Page': 'one' })
      res.end()
    },
    meant(_, res) {
      const page = '<p>one</p>'
      res.writeHead(201, { 'X-Page': 'one' })
      res.write(page)
      res.end()
    },
  },
  'formats that are sent instead of offered': {
    cause: 'missing-return',
    edit: true,
    ask: ['/'],
    serve: appOf((_, res) => {
      res.format({
        text: res.send('one'),
        html: res.send('<p>one</p>'),
      })
    }),
    meant: appOf((_, res) => {
      res.format({
        text: () => res.send('one'),
        html: () => res.send('<p>one</p>'),
      })
    }),
  },
  'the time that the rest has taken': {
    cause: 'late-header',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, res, next) => {
        const begun = Date.now()
        next()
        res.setHeader('X-Time', Date.now() - begun)
      },
      (_, res) => res.send('done'),
    ),
  },
}
