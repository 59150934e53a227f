const { NotFound } = require('./garage')

class BaseController {
  ok(res, value) {
    return res.status(200).json(value)
  }

  notFound(res, message = 'not found') {
    return res.status(404).json({ error: message })
  }

  invalid(res, message) {
    return res.status(422).json({ error: message })
  }
}

class CarController extends BaseController {
  #days = ['monday', 'tuesday']

  constructor(garage) {
    super()
    this.garage = garage
  }

  list(req, res) {
    this.ok(res, this.garage.cars)
  }

  show(req, res) {
    const id = Number(req.params.id)
    if (Number.isNaN(id)) {
      return this.invalid(res, 'ids are numbers')
    }
    try {
      const car = this.garage.car(id)
      res.append('X-Car', car.name)
      this.ok(res, car)
    } catch (error) {
      if (!(error instanceof NotFound)) throw error
      this.notFound(res, error.message)
    }
  }

  bookings = async (req, res) => {
    const bookings = await this.garage.bookingsOf(Number(req.params.id))
    if (bookings.length === 0) return this.notFound(res)
    this.ok(res, bookings)
  }

  book = async (req, res, next) => {
    const { day } = req.body
    if (!this.#days.includes(day)) {
      return this.invalid(res, 'closed on that day')
    }
    try {
      const isBooked = await this.garage.book(Number(req.params.id), day)
      if (!isBooked) {
        res.status(409).json({ error: 'taken' })
        return
      }
      res.cookie('day', day)
      res.status(201).json({ day })
    } catch (error) {
      if (error instanceof NotFound) return this.notFound(res, error.message)
      next(error)
    }
  }

  cancel = (req, res, next) => {
    const { id, day } = req.params
    this.garage
      .cancel(Number(id), day)
      .then(isCancelled => (isCancelled ? res.status(204).end() : this.notFound(res)))
      .catch(next)
  }
}

module.exports = { CarController }
