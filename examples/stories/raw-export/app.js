// A report is streamed as CSV through Fastify's `reply.raw`, row by row. The handler also returns how many rows there were,
// which its author took for a word to the log and Fastify takes for the answer.
//
// request: GET /reports/2026.csv
// second: fastify
// cause: two-responders

const Fastify = require('fastify')
const rows = require('./rows')

const app = Fastify()

app.get('/reports/:year.csv', async function report(request, reply) {
  let count = 0
  reply.raw.writeHead(200, { 'Content-Type': 'text/csv' }) // first
  for await (const row of rows(request.params.year)) {
    reply.raw.write(`${row.join(',')}\n`)
    count++
  }
  return { count }
})

app.listen({ port: Number(process.env.PORT || 3000) }).then(address => {
  console.log(`listening on ${address}`)
})
