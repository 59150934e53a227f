// A currency service without a framework: ECMAScript modules, async functions, and errors that carry a status.
//
// framework: http
// request: GET /rates/EUR
// request: GET /rates/XYZ
// request: GET /rates
// request: GET /convert?from=EUR&to=USD&amount=10
// request: GET /convert?from=EUR&to=ABC&amount=10
// request: GET /convert?from=EUR
// request: GET /history/EUR
// request: GET /audit
// request: GET /missing

import { createServer } from 'node:http'
import { HttpError, json, text } from './respond.mjs'
import { allRates, historyOf, rateOf } from './rates.mjs'

const audit = []

async function showRate(res, code) {
  const rate = await rateOf(code)
  if (rate === undefined) {
    json(res, 404, { error: `unknown currency ${code}` })
    return
  }
  audit.push(code)
  json(res, 200, { code, rate })
}

async function convert(res, query) {
  const { from, to, amount } = Object.fromEntries(query)
  if (!from || !to || !amount) return json(res, 400, { error: 'from, to and amount, please' })
  const [one, other] = await Promise.all([rateOf(from), rateOf(to)])
  if (one === undefined || other === undefined) throw new HttpError(404, 'unknown currency')
  audit.push(`${from}-${to}`)
  res.setHeader('Cache-Control', 'max-age=60')
  json(res, 200, { amount: (Number(amount) / one) * other })
}

async function history(res, code) {
  res.writeHead(200, { 'Content-Type': 'text/csv' })
  for await (const { day, rate } of historyOf(code)) {
    res.write(`${day},${rate}\n`)
  }
  res.end()
}

async function handle(req, res) {
  const { pathname, searchParams } = new URL(req.url, 'http://localhost')
  const [, section, code] = pathname.split('/')
  if (section === 'rates' && code) return showRate(res, code)
  if (section === 'rates') return json(res, 200, await allRates())
  if (section === 'convert') return convert(res, searchParams)
  if (section === 'history') return history(res, code)
  if (section === 'audit') return text(res, 200, audit.join('\n'))
  throw new HttpError(404, 'no such page')
}

const server = createServer(async (req, res) => {
  try {
    await handle(req, res)
  } catch (error) {
    const status = error instanceof HttpError ? error.status : 500
    json(res, status, { error: error.message })
  }
})

server.listen(process.env.PORT ?? 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
