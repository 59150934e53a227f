// Koa pipes a body that is a stream after the middleware has returned, and may still set headers around it before.
//
// request: GET /

const { createReadStream } = require('node:fs')
const Koa = require('koa')

const app = new Koa()

app.use(async function time(ctx, next) {
  const start = Date.now()
  await next()
  ctx.set('X-Response-Time', `${Date.now() - start} ms`)
})

app.use(async function source(ctx) {
  ctx.type = 'text/plain'
  ctx.body = createReadStream(__filename)
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
