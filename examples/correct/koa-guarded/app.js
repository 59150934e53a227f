// Koa: late work that looks whether there is an answer before it gives one, with what Koa has for it.
//
// request: GET /

const Koa = require('koa')

const app = new Koa()

app.use(async function quick(ctx) {
  ctx.body = 'first'
  setTimeout(() => {
    if (ctx.headerSent) return
    ctx.set('X-Late', '1')
    ctx.body = 'late'
  }, 20)
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
