// Polls on h3: event handlers that return values, middlewares, and a response by hand now and then.
//
// framework: h3
// request: GET /polls
// request: GET /polls/lunch
// request: GET /polls/none
// request: POST /polls/lunch/votes {"choice":"soup"}
// request: POST /polls/lunch/votes {"choice":"cake"}
// request: POST /polls/none/votes {"choice":"soup"}
// request: GET /polls/lunch
// request: GET /closed
// request: GET /badge
// request: GET /wait
// request: GET /votes

const { createServer } = require('node:http')
const {
  createApp,
  createError,
  createRouter,
  defineEventHandler,
  getRouterParam,
  readBody,
  send,
  sendRedirect,
  setResponseHeader,
  setResponseStatus,
  toNodeListener,
} = require('h3')
const { polls, vote } = require('./polls')

const app = createApp()
const router = createRouter()
const votes = []

app.use(
  defineEventHandler(event => {
    setResponseHeader(event, 'X-Polls', '1')
    if (event.path === '/closed') {
      setResponseStatus(event, 423)
      return send(event, 'closed for today')
    }
  }),
)

router.get(
  '/polls',
  defineEventHandler(() => Object.keys(polls)),
)

router.get(
  '/polls/:name',
  defineEventHandler(event => {
    const poll = polls[getRouterParam(event, 'name')]
    if (poll === undefined) {
      throw createError({ statusCode: 404, statusMessage: 'No such poll' })
    }
    return poll
  }),
)

router.post(
  '/polls/:name/votes',
  defineEventHandler(async event => {
    const name = getRouterParam(event, 'name')
    const { choice } = await readBody(event)
    if (polls[name] === undefined) {
      setResponseStatus(event, 404)
      return { error: 'no such poll' }
    }
    const count = await vote(name, choice)
    if (count === undefined) {
      setResponseStatus(event, 422)
      return { error: 'not on the menu' }
    }
    votes.push(choice)
    return { count }
  }),
)

router.get(
  '/closed',
  defineEventHandler(() => 'open'),
)

router.get(
  '/badge',
  defineEventHandler(event => {
    const { res } = event.node
    res.setHeader('Content-Type', 'image/svg+xml')
    res.end('<svg/>')
  }),
)

router.get(
  '/wait',
  defineEventHandler(async event => {
    await new Promise(resolve => setTimeout(resolve, 2))
    return sendRedirect(event, '/polls')
  }),
)

router.get(
  '/votes',
  defineEventHandler(() => votes),
)

app.use(router)

const server = createServer(toNodeListener(app)).listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
