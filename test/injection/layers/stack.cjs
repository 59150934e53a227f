// Ordinary layers in front of an application, of the kind that its framework has. Copied beside the program, so that they
// are the application's own.
const count = 40
const each = make => Array.from({ length: count }, (_, index) => make(index))

const passOn = index =>
  ({
    0: function logger(req, _res, next) {
      req.startedAt = index
      next()
    },
    1: (_req, _res, next) => next(),
    2: function flags(req, _res, next) {
      if (req.flags === undefined) req.flags = new Set()
      return next()
    },
  })[index % 3]

exports.connect = app => each(index => app.use(passOn(index)))

// Every third is a router with a middleware of its own, as feature folders have them.
exports.express = (app, express) =>
  each(index => app.use(index % 3 === 2 ? express.Router().use(passOn(index)) : passOn(index)))

exports.koa = app =>
  each(index =>
    app.use(
      index % 2 === 0
        ? async function layer(_ctx, next) {
            await next()
          }
        : (_ctx, next) => next(),
    ),
  )

exports.fastify = app => each(index => app.addHook('onRequest', passOn(index)))

exports.h3 = (app, { defineEventHandler }) =>
  each(index =>
    app.use(
      defineEventHandler(event => {
        event.context.layer = index
      }),
    ),
  )

exports.handler = handler =>
  each(passOn).reduceRight((inner, layer) => (req, res) => layer(req, res, () => inner(req, res)), handler)
