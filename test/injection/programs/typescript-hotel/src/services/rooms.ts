import type { Ledger } from './ledger'

export interface Room {
  readonly id: number
  readonly beds: number
  guest?: string
}

export class Conflict extends Error {}

export class Rooms {
  readonly #rooms: Room[] = [
    { id: 1, beds: 2 },
    { id: 2, beds: 1 },
  ]

  constructor(private readonly ledger: Ledger) {}

  all(): number[] {
    return this.#rooms.map(({ id }) => id)
  }

  async get(id: number): Promise<Room | undefined> {
    await new Promise<void>(resolve => setImmediate(resolve))
    return this.#rooms.find(room => room.id === id)
  }

  async book(room: Room, guest: string, nights: number): Promise<{ guest: string; sum: number }> {
    if (room.guest !== undefined) throw new Conflict('somebody sleeps there')
    room.guest = guest
    const sum = nights * room.beds * 40
    this.ledger.add(room.id, sum)
    return { guest, sum }
  }
}
