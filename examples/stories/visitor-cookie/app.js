// A shop on Koa that remembers visitors by a cookie. Whoever moved the greeting from a synchronous store to one with promises
// forgot to hand the promise back, so Koa takes the middleware for done and answers 404 while the store is still looking.
//
// request: GET /
// first: koa
// cause: not-awaited

const Koa = require('koa')
const visitors = require('./visitors')

const app = new Koa()

app.use(function greet(ctx) {
  visitors.recognise(ctx.cookies.get('visitor')).then(visitor => {
    ctx.cookies.set('visitor', visitor.id, { maxAge: 30 * 24 * 3600 * 1000 }) // second
    ctx.body = `Welcome${visitor.visits > 1 ? ' back' : ''}!\n`
  })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
