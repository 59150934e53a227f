// What responds for an error, in every form that such a handler has, and what only looks like one.
const fs = require('node:fs')
const { createRequire } = require('node:module')
const { tmpdir } = require('node:os')
const { join, sep } = require('node:path')
const { pipeline, Readable } = require('node:stream')

// Of several versions that are installed, those of these examples.
const ofStory = name => createRequire(join(process.env.STORIES, name) + sep)
const express = ofStory('found-or-not')('express')
const express4 = ofStory('create-user')('express')
const fastify = require('fastify')
const { createApp, eventHandler, toNodeListener } = require('h3')

function appOf(...middlewares) {
  const app = express()
  app.set('env', 'test')
  app.use(...middlewares)
  return app
}

/** Larger than what a socket takes at once. */
const scratch = fs.mkdtempSync(join(tmpdir(), 'headers-trace-'))
const large = join(scratch, 'large.bin')
fs.writeFileSync(large, Buffer.alloc(30_000_000))
process.on('exit', () => fs.rmSync(scratch, { recursive: true }))

const failing = word =>
  Readable.from(
    (async function* () {
      yield 'half of it'
      await null
      throw new Error(word)
    })(),
  )

class Receiver {
  constructor(onFailure) {
    this.onFailure = onFailure
  }
  async work(res) {
    res.end('accepted')
    await null
    throw new Error('no rota')
  }
  async handle(res) {
    try {
      await this.work(res)
    } catch (error) {
      await this.onFailure({ error, response: res })
    }
  }
}

const respondFor = async ({ error, response }) => {
  response.writeHead(500)
  response.end(error.message)
}

const instance = fastify()
instance.setErrorHandler((error, _request, reply) => {
  reply.raw.writeHead(500)
  reply.raw.end(error.message)
})
instance.get('/', async (_request, reply) => {
  reply.raw.writeHead(200)
  reply.raw.write('half of it, ')
  await null
  throw new Error('disk full')
})

module.exports = {
  'a rejection that leaves a chain of promises': {
    cause: 'error-after-response',
    says: /^What is rejected after the response \(error-handlers\.cjs:\d+\) is handled as a failure/,
    edit: false,
    ask: ['/'],
    serve(_, res) {
      Promise.resolve({ name: 'known' })
        .then(found => {
          if (found) {
            res.writeHead(200).end('exists')
            return Promise.reject()
          }
        })
        .catch(() => res.writeHead(500).end('failed'))
    },
  },
  'an error middleware': {
    cause: 'error-after-response',
    hidden: 'too late',
    says: /^Begin the error middleware with `if \(response\.headersSent\) return onwards\(problem\)`/,
    edit: false,
    ask: ['/'],
    serve: appOf(
      async (_, res) => {
        res.send('fine')
        await null
        throw new Error('too late')
      },
      (problem, _, response, onwards) => {
        if (problem === null) onwards()
        response.status(500).send(problem.message)
      },
    ),
  },
  'a listener for errors that has a name': {
    cause: 'error-after-response',
    hidden: 'disk full',
    says: /only where `res\.headersSent` is false/,
    edit: false,
    ask: ['/'],
    serve(_, res) {
      const fail = error => {
        res.writeHead(500)
        res.end(error.message)
      }
      const rows = failing('disk full')
      rows.on('error', fail)
      rows.pipe(res)
    },
  },
  'a function for errors that is declared, of a file': {
    cause: 'error-after-response',
    hidden: 'ENOENT',
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      const file = fs.createReadStream('/nowhere/at-all')
      file.once('error', unavailable)
      res.write('here it comes: ')
      function unavailable(problem) {
        res.status(404).send(problem.code)
      }
    }),
  },
  'the callback of a pipeline': {
    cause: 'error-after-response',
    hidden: 'no more rows',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      pipeline(failing('no more rows'), res, error => {
        if (error) {
          res.writeHead(500)
          res.end(error.message)
        }
      })
    },
  },
  'the callback of a pipeline that returns early': {
    cause: 'error-after-response',
    hidden: 'no more lines',
    edit: false,
    ask: ['/'],
    serve: appOf((_, res) => {
      pipeline(failing('no more lines'), res, err => {
        if (!err) return
        res.status(500).send(err.message)
      })
    }),
  },
  'setErrorHandler of fastify': {
    cause: 'error-after-response',
    hidden: 'disk full',
    edit: false,
    ask: ['/'],
    serve: (req, res) => instance.ready().then(() => instance.server.emit('request', req, res)),
  },
  'the onError of h3': {
    cause: 'error-after-response',
    hidden: 'no tides',
    edit: false,
    ask: ['/'],
    serve: toNodeListener(
      createApp({
        onError(error, event) {
          event.node.res.setHeader('x-failed', '1')
          event.node.res.end(error.message)
        },
      }).use(
        '/',
        eventHandler(async event => {
          event.node.res.write('half of it, ')
          await null
          throw new Error('no tides')
        }),
      ),
    ),
  },
  'an error in an object, given to a method': {
    cause: 'error-after-response',
    hidden: 'no rota',
    edit: false,
    ask: ['/'],
    serve: (_, res) => new Receiver(respondFor).handle(res),
  },
  'a file that is sent to a client that leaves': {
    cause: 'error-after-response',
    hidden: 'aborted',
    says: /headersSent/,
    edit: false,
    ask: ['leave /'],
    serve: appOf((_, res) => {
      res.sendFile(large, error => {
        if (error) res.status(404).send('none')
      })
    }),
  },
  'a download that a client breaks off, tried again': {
    cause: 'error-after-response',
    hidden: 'aborted',
    says: /headersSent/,
    edit: false,
    ask: ['leave /'],
    serve: (req, res) => {
      const app = express4()
      app.use((_, res) => {
        function sendLatest(file) {
          res.setHeader('X-File', file)
          res.download(file, err => {
            if (err) sendLatest('/nowhere/at-all')
          })
        }
        sendLatest(large)
      })
      app(req, res)
    },
  },
  'work that fails after the response, with a callback': {
    cause: 'error-after-response',
    hidden: 'ENOENT',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      res.end('accepted')
      fs.readFile('/nowhere/at-all', error => {
        if (error) {
          res.writeHead(500)
          res.end('failed')
        }
      })
    },
  },
  'a callback that would have responded without its error, too': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      res.end('at once')
      fs.readFile('/nowhere/at-all', (error, text) => {
        if (error) return res.writeHead(500).end('failed')
        res.writeHead(200).end(text)
      })
    },
  },
  'an error that was there before the first response': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/'],
    serve: appOf(
      async (_req, res, next) => {
        try {
          throw Object.assign(new Error('no such mast'), { status: 404 })
        } catch (err) {
          res.status(err.status).json({ error: err.message })
          next(err)
        }
      },
      // biome-ignore lint/correctness/noUnusedFunctionParameters: four make it an error middleware
      (err, _req, res, next) => {
        res.status(500).send('oops')
      },
    ),
    meant: appOf((_, res) => res.status(404).json({ error: 'no such mast' })),
  },
  'an error that is handed on after the response that it is for': {
    cause: 'next-after-response',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve: appOf(
      (req, res, next) => {
        fs.stat(req.url.includes('bad') ? '/nowhere/at-all' : '/', err => {
          if (err) {
            res.status(404).send('none here')
            next(err)
          } else res.send('there')
        })
      },
      // biome-ignore lint/correctness/noUnusedFunctionParameters: four make it an error middleware
      (err, _req, res, next) => {
        res.status(500).send('oops')
      },
    ),
    meant: appOf((req, res) =>
      req.url.includes('bad') ? res.status(404).send('none here') : res.send('there'),
    ),
  },
  'a catch clause that responds and goes on to what fails': {
    cause: 'error-after-response',
    hidden: 'Cannot read properties of undefined',
    edit: true,
    ask: ['/?{'],
    well: ['/?%7B%22kind%22:1%7D'],
    serve: appOf(
      async (req, res) => {
        let event
        try {
          event = JSON.parse(decodeURIComponent(req.url.slice(2)))
        } catch {
          res.status(400).send('cannot read this')
        }
        res.json({ kind: event.kind })
      },
      // biome-ignore lint/correctness/noUnusedFunctionParameters: four make it an error middleware
      (err, _req, res, next) => {
        res.status(500).send('oops')
      },
    ),
    meant: appOf((req, res) =>
      req.url.includes('kind') ? res.json({ kind: 1 }) : res.status(400).send('cannot read this'),
    ),
  },
  'an error middleware that a throw after the response leads to': {
    cause: 'error-after-response',
    hidden: 'not valid JSON|Unexpected|Expected',
    edit: false,
    ask: ['/'],
    serve: appOf(
      (_, res) => {
        res.send('page')
        JSON.parse('{')
      },
      // biome-ignore lint/correctness/noUnusedFunctionParameters: four make it an error middleware
      (error, _req, res, next) => {
        res.status(500).send(`failed: ${error.message}`)
      },
    ),
  },
}
