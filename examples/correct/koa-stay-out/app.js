// Koa is told to stay out with `respond = false`, and the route answers by hand. The middlewares around it do for this answer
// what they do for every other: Koa lets go of it, as it was told to.
//
// request: GET /events
// request: GET /

const Koa = require('koa')

const app = new Koa()

app.use(async function time(ctx, next) {
  const start = Date.now()
  await next()
  ctx.set('X-Response-Time', `${Date.now() - start}ms`)
})

app.use(async function envelope(ctx, next) {
  await next()
  ctx.body = { data: ctx.body ?? null }
})

app.use(async function events(ctx, next) {
  if (ctx.path !== '/events') return next()
  ctx.respond = false
  ctx.res.writeHead(200, { 'Content-Type': 'text/event-stream' })
  ctx.res.write('data: 1\n\n')
  await new Promise(resolve => setTimeout(resolve, 10))
  ctx.res.end('data: 2\n\n')
})

app.use(async function page(ctx) {
  ctx.body = 'a page'
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
