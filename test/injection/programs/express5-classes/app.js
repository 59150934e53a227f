// A garage's bookings, with classes: a base controller with helpers, services that throw, and handlers that are bound.
//
// framework: Express 5
// request: GET /cars
// request: GET /cars/1
// request: GET /cars/5
// request: GET /cars/x
// request: POST /cars/1/bookings {"day":"monday"}
// request: POST /cars/1/bookings {"day":"monday"}
// request: POST /cars/1/bookings {"day":"someday"}
// request: POST /cars/5/bookings {"day":"monday"}
// request: GET /cars/1/bookings
// request: DELETE /cars/1/bookings/monday
// request: DELETE /cars/1/bookings/monday
// request: GET /history

const express = require('express')
const { CarController } = require('./car-controller')
const { Garage } = require('./garage')

const app = express()
app.use(express.json())

const garage = new Garage()
const cars = new CarController(garage)

app.get('/cars', (req, res) => cars.list(req, res))
app.get('/cars/:id', cars.show.bind(cars))
app.get('/cars/:id/bookings', cars.bookings)
app.post('/cars/:id/bookings', cars.book)
app.delete('/cars/:id/bookings/:day', cars.cancel)
app.get('/history', (req, res) => {
  res.json(garage.history)
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
