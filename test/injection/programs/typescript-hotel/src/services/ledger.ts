interface Entry {
  readonly room: number
  readonly sum: number
}

export class Ledger {
  readonly #entries: Entry[] = []

  get lines(): string[] {
    return this.#entries.map(({ room, sum }) => `room ${room}: ${sum}`)
  }

  add(room: number, sum: number): void {
    this.#entries.push({ room, sum })
  }

  async sumOf(room: number): Promise<number> {
    const own = this.#entries.filter(entry => entry.room === room)
    return own.reduce((total, { sum }) => total + sum, 0)
  }
}
