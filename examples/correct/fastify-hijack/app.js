// A Fastify route that takes the response for itself, says so with `hijack`, and answers by hand.
//
// request: GET /events

const Fastify = require('fastify')

const app = Fastify()

app.get('/events', async function events(_request, reply) {
  reply.hijack()
  reply.raw.writeHead(200, { 'Content-Type': 'text/event-stream' })
  reply.raw.write('data: 1\n\n')
  setTimeout(() => reply.raw.end('data: 2\n\n'), 10)
})

app.listen({ port: Number(process.env.PORT || 3000) }).then(address => {
  console.log(`listening on ${address}`)
})
