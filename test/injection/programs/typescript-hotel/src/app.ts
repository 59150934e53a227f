// A hotel in TypeScript, bundled with a source map as it is deployed.
//
// framework: TypeScript
// request: GET /rooms
// request: GET /rooms/1
// request: GET /rooms/4
// request: POST /rooms/1/bookings {"guest":"ada","nights":2}
// request: POST /rooms/1/bookings {"guest":"bob","nights":1}
// request: POST /rooms/1/bookings {"guest":"","nights":1}
// request: POST /rooms/4/bookings {"guest":"ada","nights":1}
// request: GET /rooms/1/invoice
// request: GET /rooms/2/invoice
// request: GET /ledger
// request: GET /nowhere

import express, { type ErrorRequestHandler } from 'express'
import { RoomsController } from './controllers/rooms.controller'
import { Ledger } from './services/ledger'
import { Rooms } from './services/rooms'

const ledger = new Ledger()
const rooms = new RoomsController(new Rooms(ledger), ledger)

const app = express()
app.use(express.json())
app.get('/rooms', rooms.list)
app.get('/rooms/:id', rooms.find, rooms.show)
app.post('/rooms/:id/bookings', rooms.find, rooms.book)
app.get('/rooms/:id/invoice', rooms.find, rooms.invoice)
app.get('/ledger', (_req, res) => {
  res.type('text/plain').send(ledger.lines.join('\n'))
})

const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error)
  res.status(error.status ?? 500).json({ error: error.message })
}
app.use(onError)

const server = app.listen(process.env.PORT ?? 3000, () => {
  console.log(`listening on http://localhost:${(server.address() as { port: number }).port}`)
})
