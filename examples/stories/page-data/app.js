// The server half of a Nuxt page, which is h3: the page is rendered from what is there, and its data is fetched meanwhile. The
// author meant the price's age to go into a header, and did not see that nobody waits for the fetch.
//
// request: GET /products/lamp
// first: h3
// cause: not-awaited

const { createServer } = require('node:http')
const { createApp, createRouter, eventHandler, getRouterParam, setResponseHeader, toNodeListener } = require('h3')
const prices = require('./prices')

const app = createApp()
const router = createRouter()

async function asyncData(event, product) {
  const price = await prices.fetch(product)
  setResponseHeader(event, 'X-Price-Age', String(price.age)) // second
  return price
}

router.get(
  '/products/:name',
  eventHandler(async function productPage(event) {
    const product = getRouterParam(event, 'name')
    asyncData(event, product)
    return `<h1>${product}</h1><div id="price">…</div>`
  }),
)
app.use(router)

const server = createServer(toNodeListener(app))
server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
