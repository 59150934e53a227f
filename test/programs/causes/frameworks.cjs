// Programs on frameworks, whose own rules for going on and responding matter.
const { createRequire } = require('node:module')
const { join, sep } = require('node:path')
const { createApp, eventHandler, sendRedirect, toNodeListener } = require('h3')

// Of several versions that are installed, those of these examples.
const ofStory = name => createRequire(join(process.env.STORIES, name) + sep)
const express = ofStory('found-or-not')('express')
const Koa = ofStory('page-data')('koa')

const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
const counts = { open: 0 }

const middlewares = {}
middlewares.errors = async (context, next) => {
  try {
    await next()
  } catch (error) {
    context.body = error.message
  }
}

/** An application of middlewares in this order, which prints no errors. */
function appOf(...middlewares) {
  const app = express()
  app.set('env', 'test')
  app.use(...middlewares)
  return app
}

const isBad = req => req.url.includes('bad')
function koaOf(...middlewares) {
  const app = new Koa()
  app.silent = true
  for (const middleware of middlewares) app.use(middleware)
  return app.callback()
}

const targetOf = async () => '/elsewhere'
const beforePage = handler =>
  toNodeListener(
    createApp()
      .use('/', handler)
      .use(
        '/',
        eventHandler(async event => {
          await sleep(5)
          event.node.res.setHeader('x-page', '1')
          return 'page'
        }),
      ),
  )

module.exports = {
  'a callback that Koa does not wait for': {
    cause: 'not-awaited',
    says: /does not wait for the callback around frameworks\.cjs:\d+: return a promise/,
    edit: false,
    ask: ['/'],
    serve: koaOf(context => {
      setTimeout(() => {
        context.body = 'late'
      }, 5)
    }),
  },
  'a list of promises that nobody waits for, which no await before it would': {
    cause: 'not-awaited',
    says: /^Await \(or return\) what is started at frameworks\.cjs:\d+/,
    edit: false,
    ask: ['/'],
    serve: koaOf(async context => {
      const names = ['one', 'two']
      names.forEach(async name => {
        await sleep(5)
        context.body = name
      })
    }),
  },
  'a header that is set by the other name of a method': {
    cause: 'late-header',
    via: 'res.set',
    ask: ['/'],
    serve: appOf((_, res) => {
      res.send('page')
      res.set('x-late', '1')
    }),
  },
  'a header that is set by the other name of a method, if there is one': {
    cause: 'late-header',
    via: 'res.type',
    ask: ['/'],
    serve: appOf((_, res) => {
      res.send('page')
      res?.type?.('html')
    }),
  },
  'a response past koa, and a body further down': {
    cause: 'two-responders',
    edit: false,
    ask: ['/'],
    serve: koaOf(
      async (ctx, next) => {
        ctx.res.end('by hand')
        await next()
      },
      ctx => {
        ctx.body = 'by koa'
      },
    ),
  },
  'a response past koa, and a header after it': {
    cause: 'late-header',
    edit: false,
    ask: ['/'],
    serve: koaOf(ctx => {
      ctx.res.end('by hand')
      ctx.res.setHeader('x-late', '1')
      ctx.body = 'by koa'
    }),
  },
  'next() after a response in a branch': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf(
      (req, res, next) => {
        if (isBad(req)) res.status(401).send('who')
        next()
      },
      (_, res) => res.send('page 1'),
    ),
  },
  'next() after a response that is always given': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/'],
    serve: appOf(
      (_, res, next) => {
        res.send('cached')
        next()
      },
      (_, res) => res.send('page 2'),
    ),
  },
  'next() before a response': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf(
      (req, res, next) => {
        if (isBad(req)) next()
        res.send('own')
      },
      (_, res) => res.send('page 3'),
    ),
  },
  'next() outside of the callback that responds': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf(
      (req, res, next) => {
        const verify = callback => callback(isBad(req) ? new Error('bad') : null)
        verify(error => {
          if (error) return res.status(401).send(error.message)
        })
        next()
      },
      (_, res) => res.send('page 4'),
    ),
  },
  'next() while a promise has still to respond': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf(
      (req, res, next) => {
        Promise.resolve(isBad(req)).then(isRefused => {
          if (isRefused) res.status(402).send('no')
        })
        next()
      },
      async (_, res) => {
        await sleep(5)
        res.send('page')
      },
    ),
  },
  'next() after a response, and a count in between': {
    cause: 'next-after-response',
    edit: false,
    ask: ['/?bad'],
    serve: appOf(
      (req, res, next) => {
        counts.open++
        if (isBad(req)) res.status(403).send('no')
        counts.open--
        next()
      },
      (_, res) => res.send('page 5'),
    ),
  },
  'next(error), and on': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf(
      (req, res, next) => {
        const error = isBad(req) ? new Error('bad') : null
        if (error) next(error)
        res.send('own')
      },
      (error, _, res, next) => (res.headersSent ? next(error) : res.status(500).send('failed')),
    ),
  },
  'next() twice': {
    cause: 'next-twice',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf(
      (req, _, next) => {
        if (isBad(req)) next()
        next()
      },
      (_, res) => res.send('page 6'),
      (_, res) => res.status(404).send('none 6'),
    ),
  },
  'next() in each turn of a loop': {
    cause: 'next-twice',
    edit: true,
    ask: ['/'],
    serve: appOf(
      (_, __, next) => {
        for (const each of [1, 2, 2]) {
          if (each === 2) next()
        }
      },
      (_, res) => res.send('page 7'),
      (_, res) => res.status(404).send('none 7'),
    ),
  },
  'one next() on the path to a response and to a late header': {
    cause: 'late-header',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, __, next) => next(),
      (_, res) => {
        res.on('finish', () => res.setHeader('x-late', '1'))
        res.end('page')
      },
    ),
  },
  'a response of the framework, as the next middleware is not awaited': {
    cause: 'not-awaited',
    edit: true,
    ask: ['/'],
    serve: koaOf(
      async (_, next) => {
        next()
      },
      async context => {
        await sleep(5)
        context.cookies.set('seen', 'yes')
        context.body = 'page'
      },
    ),
  },
  'a middleware for errors around one that is not awaited': {
    cause: 'not-awaited',
    ask: ['/'],
    serve: koaOf(
      middlewares.errors,
      async (_, next) => {
        next()
      },
      async context => {
        await sleep(5)
        context.body = 'page'
      },
    ),
  },
  'a response that a handler begins and does not return': {
    cause: 'not-awaited',
    says: /Return \(or await\) what responds/,
    ask: ['/'],
    serve: beforePage(
      eventHandler(event => {
        sendRedirect(event, '/elsewhere')
      }),
    ),
  },
  'a redirect that an asynchronous handler begins and does not return': {
    cause: 'not-awaited',
    edit: true,
    ask: ['/'],
    serve: beforePage(
      eventHandler(async event => {
        const target = await targetOf(event)
        if (target) {
          sendRedirect(event, target)
        }
      }),
    ),
    meant: beforePage(eventHandler(async event => sendRedirect(event, await targetOf(event)))),
  },
  'work that is begun and not returned by what begins it': {
    cause: 'not-awaited',
    edit: false,
    ask: ['/'],
    serve: koaOf(async context => {
      const load = () => {
        sleep(5).then(() => {
          context.cookies.set('seen', 'yes')
          context.body = 'page'
        })
      }
      load()
    }),
  },
  'an error middleware after the response': {
    cause: 'error-after-response',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, res) => {
        res.send('page')
        JSON.parse('{')
      },
      // biome-ignore lint/correctness/noUnusedFunctionParameters: four make it an error middleware
      (error, _, res, next) => {
        res.status(500).send(`failed: ${error.message}`)
      },
    ),
  },
}
