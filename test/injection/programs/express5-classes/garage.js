class NotFound extends Error {}

class Garage {
  cars = [{ id: 1, name: 'Beetle' }, { id: 2, name: 'Duck' }]
  history = []
  #bookings = new Map()

  car(id) {
    const car = this.cars.find(car => car.id === id)
    if (car === undefined) throw new NotFound('no such car')
    return car
  }

  async bookingsOf(id) {
    return this.#bookings.get(id) ?? []
  }

  async book(id, day) {
    const { name } = this.car(id)
    const days = await this.bookingsOf(id)
    if (days.includes(day)) return false
    this.#bookings.set(id, [...days, day])
    this.history.push(`${name} on ${day}`)
    return true
  }

  async cancel(id, day) {
    const days = await this.bookingsOf(id)
    this.#bookings.set(id, days.filter(each => each !== day))
    return days.includes(day)
  }
}

module.exports = { Garage, NotFound }
