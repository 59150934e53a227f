// Fastify's ways to answer later than the handler: to return `reply`, to await it, and to look at `reply.sent`.
//
// request: GET /returned
// request: GET /awaited
// request: GET /guarded

const Fastify = require('fastify')

const app = Fastify()

app.addHook('onSend', async (_request, reply, payload) => {
  reply.header('X-Length', Buffer.byteLength(payload ?? ''))
  return payload
})

app.get('/returned', async function returned(_request, reply) {
  setTimeout(() => reply.send({ late: true }), 10)
  return reply
})

app.get('/awaited', async function awaited(_request, reply) {
  setTimeout(() => reply.code(202).send({ late: true }), 10)
  await reply
})

app.get('/guarded', function guarded(_request, reply) {
  const timer = setTimeout(() => reply.send({ timeout: true }), 10)
  setTimeout(() => {
    clearTimeout(timer)
    if (!reply.sent) reply.send({ late: true })
  }, 30)
})

app.listen({ port: Number(process.env.PORT || 3000) }).then(address => {
  console.log(`listening on ${address}`)
})
