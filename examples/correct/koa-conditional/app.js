// Koa middlewares that set the body when it suits them: each may replace it until the last has returned, and one that flushes
// the headers early streams the body after them.
//
// request: GET /missing
// request: GET /page
// request: GET /stream

const { PassThrough } = require('node:stream')
const Koa = require('koa')

const app = new Koa()

app.use(async function errors(ctx, next) {
  try {
    await next()
    if (ctx.status === 404 && !ctx.body) ctx.throw(404, 'nothing here')
  } catch (error) {
    ctx.status = error.status ?? 500
    ctx.body = { error: error.message }
  }
})

app.use(async function wrap(ctx, next) {
  await next()
  if (typeof ctx.body === 'string') ctx.body = { data: ctx.body }
  if (!ctx.headerSent) ctx.set('X-Kind', 'page')
})

app.use(async function pages(ctx) {
  if (ctx.path === '/page') ctx.body = 'a page'
  if (ctx.path !== '/stream') return
  ctx.type = 'text/event-stream'
  ctx.status = 200
  ctx.flushHeaders()
  const stream = new PassThrough()
  ctx.body = stream
  setTimeout(() => stream.end('data: 1\n\n'), 10)
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
