// A blog on Koa: bodies are assigned, errors are thrown, and a router that is ten lines long.
//
// framework: Koa
// request: GET /posts
// request: GET /posts/1
// request: GET /posts/9
// request: POST /posts {"title":"Second"}
// request: POST /posts {"title":""}
// request: GET /posts/1/comments
// request: GET /feed
// request: GET /old
// request: GET /draft
// request: GET /views
// request: GET /nowhere

const Koa = require('koa')
const { Readable } = require('node:stream')
const { posts, readBody } = require('./posts')

const app = new Koa()
let views = 0

app.use(async function responseTime(ctx, next) {
  await next()
  ctx.set('X-Blog', 'yes')
})

app.use(async function errors(ctx, next) {
  try {
    await next()
  } catch (error) {
    ctx.status = error.status || 500
    ctx.body = { error: error.message }
  }
})

app.use(async function list(ctx, next) {
  if (ctx.path !== '/posts' || ctx.method !== 'GET') return next()
  ctx.body = await posts.all()
})

app.use(async function create(ctx, next) {
  if (ctx.path !== '/posts' || ctx.method !== 'POST') return next()
  const { title } = JSON.parse(await readBody(ctx.req))
  if (!title) {
    ctx.status = 422
    ctx.body = 'a title, please'
    return
  }
  const post = await posts.add(title)
  ctx.status = 201
  ctx.set('Location', `/posts/${post.id}`)
  ctx.body = post
})

app.use(async function show(ctx, next) {
  const match = /^\/posts\/(\d+)$/.exec(ctx.path)
  if (match === null) return next()
  const post = await posts.get(Number(match[1]))
  if (post === undefined) ctx.throw(404, 'no such post')
  views++
  ctx.body = post
})

app.use(async function comments(ctx, next) {
  if (!ctx.path.endsWith('/comments')) return await next()
  ctx.type = 'text'
  ctx.body = Readable.from(['nice\n', 'thanks\n'])
})

app.use(async function feed(ctx, next) {
  if (ctx.path === '/feed') {
    const all = await posts.all()
    ctx.type = 'text/xml'
    ctx.body = `<feed>${all.length}</feed>`
  } else {
    await next()
  }
})

app.use(function old(ctx, next) {
  if (ctx.path !== '/old') return next()
  ctx.redirect('/posts')
})

app.use(async function draft(ctx, next) {
  if (ctx.path !== '/draft') return next()
  ctx.respond = false
  ctx.res.writeHead(200, { 'Content-Type': 'text/plain' })
  ctx.res.write('to be ')
  await new Promise(resolve => setTimeout(resolve, 2))
  ctx.res.end('continued')
})

app.use(async function count(ctx, next) {
  if (ctx.path !== '/views') return next()
  ctx.body = String(views)
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
