import { describe, expect, it } from 'vitest'
import { Budget, type BudgetState, type Level } from '../../src/capture/policy/budget'

/** A server on which time passes as the test says. Milliseconds everywhere. */
class Server {
  time = 0
  spent = 0
  readonly changes: (BudgetState & { time: number })[] = []
  readonly #budget: Budget
  readonly #costs: Costs
  #busy = 0

  constructor(percent: number, costs: Costs) {
    this.#costs = costs
    const onChange = (state: BudgetState) => this.changes.push({ ...state, time: this.time })
    this.#budget = new Budget(percent, onChange, { share: () => this.#busy }, 0)
  }

  get level(): Level {
    return this.#budget.level
  }

  /** Serves so many requests a second for a while, evenly. */
  serve(rate: number, duration: number): this {
    const end = this.time + duration
    this.#busy = Math.min(1, (rate * this.#costs.request) / 1000)
    let turn = this.time
    for (let next = this.time + 1000 / rate; next <= end; next += 1000 / rate) {
      // Between requests the clock goes on.
      for (; turn + 200 < next; turn += 200) this.#budget.reassessIfDue(turn + 200)
      this.time = next
      this.#request()
    }
    for (; turn + 200 <= end; turn += 200) this.#budget.reassessIfDue(turn + 200)
    this.time = end
    return this
  }

  /** The part of the time that tracing takes at that rate, over a while. */
  shareAt(rate: number, duration: number): number {
    const before = this.spent
    this.serve(rate, duration)
    return (this.spent - before) / duration
  }

  #request(): void {
    this.#budget.reassessIfDue(this.time)
    this.#budget.countRequest()
    if (this.#budget.isFollowing) {
      const cost = this.level === 'paths' ? this.#costs.path : this.#costs.outline
      this.spent += cost
      this.#budget.spendOnPath(cost)
    }
    if (this.#budget.mayCaptureSend()) {
      this.spent += this.#costs.send
      this.#budget.spendOnSend(this.#costs.send)
    }
  }
}

interface Costs {
  /** The application's own. */
  readonly request: number
  readonly path: number
  readonly outline: number
  readonly send: number
}

const costs = {
  'a small JSON response': { request: 0.05, path: 0.02, outline: 0.02, send: 0.008 },
  'a handler that awaits a database': { request: 0.4, path: 0.12, outline: 0.04, send: 0.012 },
  'a page of a hundred callbacks': { request: 2, path: 0.45, outline: 0.4, send: 0.015 },
} satisfies Record<string, Costs>

describe('the budget', () => {
  for (const [name, cost] of Object.entries(costs)) {
    const saturation = 1000 / cost.request

    describe(`of a server whose response is ${name}`, () => {
      const serverOf = (percent = 5) => new Server(percent, cost)

      it('allows everything from the start', () => {
        expect(serverOf().level).toBe('paths')
      })

      it('allows everything at 100 requests a second, however long they come', () => {
        const server = serverOf().serve(100, 60_000)
        expect(server.changes).toEqual([])
      })

      it('follows ways again as soon as they are cheap enough', () => {
        const server = serverOf()
          .serve(saturation, 5000)
          .serve(saturation / 50, 1000)
        expect(server.level).toBe('paths')
      })

      it('gives up what it cannot afford within a second of saturation', () => {
        const server = serverOf().serve(20, 10_000).serve(saturation, 1000)
        expect(server.level).not.toBe('paths')
      })

      it('allows everything again within a second of a lower load', () => {
        const server = serverOf().serve(saturation, 20_000).serve(20, 1000)
        expect(server.level).toBe('paths')
      })

      for (const part of [0.05, 0.2, 0.5, 0.8, 1])
        it(`takes no more than 5 % of a core where the server is ${part * 100} % busy`, () => {
          const server = serverOf()
            .serve(20, 5000)
            .serve(saturation * part, 5000)
          expect(server.shareAt(saturation * part, 30_000)).toBeLessThan(0.05)
        })

      it('leaves most of the budget to the requests where the server has no idle time', () => {
        const server = serverOf().serve(saturation, 5000)
        expect(server.shareAt(saturation, 30_000)).toBeLessThan(0.015)
      })

      it('does not waver at a load that stays', () => {
        for (const part of [0.1, 0.3, 0.6, 1]) {
          const server = serverOf().serve(saturation * part, 5000)
          const before = server.changes.length
          server.serve(saturation * part, 60_000)
          expect(server.changes.length - before, `at ${part} of saturation`).toBeLessThan(12)
        }
      })

      it('has no limit when it is full', () => {
        const server = serverOf(Number.POSITIVE_INFINITY).serve(saturation, 10_000)
        expect(server.changes).toEqual([])
      })

      it('spends as good as nothing when it is 0', () => {
        const server = serverOf(0).serve(saturation, 1000)
        expect(server.level).toBe('samples')
        expect(server.shareAt(saturation, 10_000)).toBeLessThan(0.01)
      })
    })
  }

  it('tells what it allows, and why', () => {
    const server = new Server(5, costs['a small JSON response']).serve(20_000, 2000).serve(2500, 1500)
    expect(server.changes.at(-1)).toMatchObject({
      level: 'sends',
      rate: expect.closeTo(2500, -2),
      cost: { paths: expect.closeTo(5, 0), sends: expect.closeTo(2, 0) },
      allowed: 5,
    })
  })

  it('spends more in one window at most by what one request costs', () => {
    const server = new Server(5, { request: 10, path: 30, outline: 20, send: 1 }).serve(5, 300)
    expect(server.spent).toBeLessThanOrEqual(31)
    expect(server.level).not.toBe('paths')
  })
})
