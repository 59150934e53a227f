// A weather service on Koa, whose route was written by somebody who came from Express: there a handler may answer whenever it is
// ready. Koa answers 404 when the middleware is done, and drops the body that comes later without a word.
//
// request: GET /weather/oslo
// first: koa
// cause: not-awaited

const Koa = require('koa')
const stations = require('./stations')

const app = new Koa()

app.use(async function weather(ctx) {
  const [, name] = /^\/weather\/(\w+)$/.exec(ctx.path) ?? []
  stations.measure(name).then(measured => {
    ctx.body = { name, ...measured } // second
  })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
