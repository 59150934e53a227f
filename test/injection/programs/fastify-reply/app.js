// A parcel service on Fastify that answers with `reply`: hooks with callbacks, and handlers that send later.
//
// framework: Fastify
// request: GET /parcels/1
// request: GET /parcels/8
// request: GET /parcels/x
// request: POST /parcels {"to":"Oslo"}
// request: POST /parcels {"to":""}
// request: GET /track/1
// request: GET /track/8
// request: GET /label/1
// request: GET /late
// request: GET /private
// request: GET /events
// request: GET /log

const fastify = require('fastify')
const { parcels, find, track } = require('./parcels')

const app = fastify()
const log = []

app.addHook('onRequest', (request, reply, done) => {
  reply.header('X-Service', 'parcels')
  if (request.url === '/private') {
    reply.code(403).send({ error: 'staff only' })
    return
  }
  done()
})

app.setErrorHandler((error, request, reply) => {
  reply.code(error.statusCode || 500).send({ error: error.message })
})

app.get('/parcels/:id', (request, reply) => {
  const id = Number(request.params.id)
  if (Number.isNaN(id)) {
    reply.code(400).send({ error: 'ids are numbers' })
    return
  }
  find(id, (error, parcel) => {
    if (error) return reply.send(error)
    if (!parcel) {
      reply.code(404).send({ error: 'no such parcel' })
    } else {
      log.push(`read ${id}`)
      reply.header('X-To', parcel.to)
      reply.send(parcel)
    }
  })
})

app.post('/parcels', (request, reply) => {
  const { to } = request.body
  if (!to) {
    reply.code(422).send({ error: 'where to?' })
    return
  }
  const id = parcels.length + 1
  parcels.push({ id, to })
  reply.code(201).header('Location', `/parcels/${id}`).send({ id })
})

app.get('/track/:id', async (request, reply) => {
  const place = await track(Number(request.params.id))
  if (place === undefined) {
    return reply.code(404).send({ error: 'lost' })
  }
  reply.header('X-Place', place)
  return reply.send({ place })
})

app.get('/label/:id', (request, reply) => {
  reply.hijack()
  reply.raw.writeHead(200, { 'Content-Type': 'text/plain' })
  reply.raw.write('label ')
  setImmediate(() => reply.raw.end(request.params.id))
})

app.get('/late', (request, reply) => {
  setTimeout(() => {
    reply.send({ late: true })
  }, 3)
})

app.get('/private', (request, reply) => {
  reply.send('the safe is behind the picture')
})

app.get('/events', async (request, reply) => {
  reply.hijack()
  const res = reply.raw
  res.setHeader('Content-Type', 'text/event-stream')
  for (const name of ['packed', 'sent']) {
    res.write(`data: ${name}\n\n`)
    await track(1)
  }
  res.end()
})

app.get('/log', (request, reply) => {
  reply.send(log)
})

app.listen({ port: Number(process.env.PORT || 3000) }, (error, address) => {
  if (error) throw error
  console.log(`listening on ${address}`)
})
