export interface Booking {
  readonly name: string
  readonly hour: number
}

class Room {
  readonly #bookings = new Map<number, Booking>()

  constructor(...bookings: Booking[]) {
    for (const booking of bookings) this.#bookings.set(booking.hour, booking)
  }

  async at(hour: number): Promise<Booking | undefined> {
    return this.#bookings.get(hour)
  }
}

export const rooms = new Map([['atrium', new Room({ name: 'Grace', hour: 9 })]])
