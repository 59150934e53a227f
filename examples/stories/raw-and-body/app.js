// A Koa service whose health check answers on the raw response, as it did before Koa, and whose last middleware gives every
// answer a body. Koa sees that the response has gone and drops the body without a word.
//
// request: GET /health
// cause: two-responders

const Koa = require('koa')

const app = new Koa()

app.use(async function envelope(ctx, next) {
  await next()
  ctx.body = { data: ctx.state.data ?? null } // second
})

app.use(async function health(ctx) {
  ctx.res.end('ok') // first
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
