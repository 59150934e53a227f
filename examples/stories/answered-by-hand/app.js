// A Koa service behind a load balancer. The health check was ported from the old http server, answers on `ctx.res` by
// hand, and then lets the request go on to the middleware that marks every answer with the build it came from.
//
// request: GET /health
// cause: next-after-response

const Koa = require('koa')

const app = new Koa()

app.use(async function health(ctx, next) {
  if (ctx.path === '/health') {
    ctx.res.writeHead(200, { 'Content-Type': 'text/plain' }) // first
    ctx.res.end('ok')
  }
  await next()
})

app.use(async function version(ctx) {
  ctx.res.setHeader('X-Build', '2026.11.22') // second
  ctx.body = { service: 'orders' }
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
