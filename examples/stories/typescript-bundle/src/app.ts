// A service in TypeScript that is deployed as one minified file with its map, as most are. In production every stack says line
// 1 or 2 of `app.js`; the two lines that matter are in a controller that the server does not even have.
//
// request: PUT /rooms/atrium/bookings/9 {"name":"Ada"}
// cause: missing-return

import express from 'express'
import { book } from './controllers/bookings'

const app = express()
app.use(express.json())
app.put('/rooms/:room/bookings/:hour', book)

const server = app.listen(process.env.PORT || 3000, () => {
  const address = server.address()
  console.log(`listening on http://localhost:${typeof address === 'object' ? address?.port : address}`)
})
