import { describe, expect, it } from 'vitest'
import { Budget } from '../../src/capture/policy/budget'
import type { BudgetState, Level } from '../../src/capture/policy/level'

/** A server on which time passes as it is asked to. Milliseconds everywhere. */
class Server {
  time = 0
  spent = 0
  readonly changes: (BudgetState & { time: number })[] = []
  readonly budget: Budget
  readonly #costs: Costs
  readonly #measured: (cost: number) => number
  #busy = 0

  /** @param measured what the clock says of an operation. */
  constructor(percent: number, costs: Costs, measured: (cost: number) => number = cost => cost) {
    this.#costs = costs
    this.#measured = measured
    const onChange = (state: BudgetState) => this.changes.push({ ...state, time: this.time })
    this.budget = new Budget(percent, { onChange, busy: { share: () => this.#busy }, begun: 0 })
  }

  get level(): Level {
    return this.budget.level
  }

  /** Serves so many requests a second for a while, evenly. */
  serve(rate: number, duration: number): this {
    const end = this.time + duration
    this.#busy = Math.min(1, (rate * this.#costs.request) / 1000)
    let turn = this.time
    for (let next = this.time + 1000 / rate; next <= end; next += 1000 / rate) {
      // Between requests the clock goes on.
      for (; turn + 200 < next; turn += 200) this.budget.reassessIfDue(turn + 200)
      this.time = next
      this.#request()
    }
    for (; turn + 200 <= end; turn += 200) this.budget.reassessIfDue(turn + 200)
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
    this.budget.reassessIfDue(this.time)
    this.budget.countRequest()
    if (this.budget.isFollowing) {
      const cost = this.level === 'paths' ? this.#costs.path : this.#costs.limited
      const { hops = 10 } = this.#costs
      this.spent += cost
      for (let hop = 0; hop < hops; hop++) this.budget.spendOnHops(this.#measured(cost / hops), 1)
    }
    if (this.level !== 'samples') {
      this.spent += this.#costs.send
      this.budget.spendOnSends(this.#measured(this.#costs.send), 1)
    } else if (this.budget.maySample) {
      this.spent += this.#costs.send
      this.budget.spendOnSample(this.#measured(this.#costs.send))
    }
  }
}

/** Numbers from 0 to 1 that are the same each time. (mulberry32) */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * What the clock says of operations on a machine with ten times as many processes as cores: some take as long as they take, and in
 * some the process loses the core, for five milliseconds and up to fifty.
 */
function onBusyMachine(seed: number): (cost: number) => number {
  const random = randomNumbers(seed)
  // The more often, the longer an operation takes; here for each two milliseconds of it.
  return cost => cost * (1 + random()) + (random() < cost / 2 ? 5 + 45 * random() : 0)
}

interface Costs {
  /** The application's own. */
  readonly request: number
  readonly path: number
  /** With limited promises. */
  readonly limited: number
  readonly send: number
  /** Steps of a request's work that are followed; 10 where it is not said. */
  readonly hops?: number
}

const costs = {
  'a small JSON response': { request: 0.05, path: 0.02, limited: 0.02, send: 0.008 },
  'a handler that awaits a database': { request: 0.4, path: 0.12, limited: 0.04, send: 0.012 },
  'a page of a hundred callbacks': { request: 2, path: 0.45, limited: 0.4, send: 0.015 },
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

      it('follows paths again as soon as they are cheap enough', () => {
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

  it('says what it allows, and why', () => {
    const server = new Server(5, costs['a small JSON response']).serve(20_000, 2000).serve(2500, 1500)
    expect(server.changes.at(-1)).toMatchObject({
      level: 'sends',
      rate: expect.closeTo(2500, -2),
      cost: { paths: expect.closeTo(7, 0), sends: expect.closeTo(2, 0) },
      allowed: 5,
    })
  })

  it('spends more in one window at most by what one request costs', () => {
    const server = new Server(5, { request: 10, path: 60, limited: 40, send: 0.1, hops: 600 }).serve(5, 300)
    expect(server.spent).toBeLessThanOrEqual(61)
    expect(server.level).not.toBe('paths')
  })

  describe('on a busy machine', () => {
    const handler = { ...costs['a handler that awaits a database'], hops: 30 }

    it.each([1, 2, 3, 4, 5])('keeps following a quiet server (%i)', seed => {
      const server = new Server(5, handler, onBusyMachine(seed)).serve(20, 30_000)
      expect(server.changes).toEqual([])
    })

    it('keeps following when a single capture seems to take as long as all that is saved up', () => {
      const budget = new Budget(5, { busy: { share: () => 0 }, begun: 0 })
      budget.countRequest()
      budget.spendOnSends(200, 1)
      budget.spendOnHops(500, 1)
      expect(budget.level).toBe('paths')
    })

    it.each([1, 2, 3])('takes no more than 5 %% of a core at saturation (%i)', seed => {
      const server = new Server(5, handler, onBusyMachine(seed)).serve(2500, 5000)
      expect(server.shareAt(2500, 30_000)).toBeLessThan(0.05)
    })

    it('notices that captures have really become ten times as expensive', () => {
      let factor = 1
      const server = new Server(5, handler, cost => cost * factor).serve(200, 10_000)
      expect(server.level).toBe('paths')
      factor = 10
      server.serve(200, 1000)
      expect(server.level).not.toBe('paths')
    })
  })

  it.each([1, 2, 3])('counts each of %i sends that are captured for a request', sends => {
    const budget = new Budget(100, { busy: { share: () => 0 }, begun: 0 })
    for (let time = 1; time <= 2000; time++) {
      budget.countRequest()
      for (let send = 0; send < sends; send++) budget.spendOnSends(0.01, 1)
      budget.reassessIfDue(time)
    }
    expect(budget.state.cost.sends).toBeCloseTo(sends, 0)
  })

  describe('where hooks are called for work that is for no request', () => {
    /** A process with a response that stays open, and such work; the share of the time that hooks take for it. */
    const work = (share: number, duration: number) => {
      const budget = new Budget(5, { busy: { share: () => 0.3 }, begun: 0 })
      budget.countRequest()
      let spent = 0
      for (let time = 1; time <= duration; time++) {
        if (budget.isFollowing) {
          budget.spendOnCalls(share)
          spent += share
        }
        budget.reassessIfDue(time)
      }
      return { budget, share: spent / duration }
    }

    it('goes on following while that is affordable', () => {
      const { budget, share } = work(0.02, 10_000)
      expect(budget.level).toBe('paths')
      expect(share).toBeCloseTo(0.02)
    })

    it('gives it up for most of the time where it takes more', () => {
      // And what was saved up when it began.
      expect(work(0.4, 60_000).share).toBeLessThan(0.051)
    })

    it('lets armed requests have them on for a twentieth of the time', () => {
      const budget = new Budget(0.001, { busy: { share: () => 1 }, begun: 0 })
      budget.spendOnSends(1, 1)
      budget.spendOnSends(1, 1)
      budget.spendOnSends(1, 1)
      expect(budget.level).toBe('samples')
      expect(budget.mayFollow).toBe(true)
      budget.spendOnCalls(10)
      expect(budget.mayFollow).toBe(false)
      budget.reassessIfDue(200)
      expect(budget.mayFollow).toBe(true)
    })
  })

  describe('charged for conflicts', () => {
    it('does not lower the level at once', () => {
      const server = new Server(5, costs['a handler that awaits a database']).serve(20, 2000)
      server.budget.conflicts.charge(100)
      server.serve(20, 10_000)
      expect(server.changes).toEqual([])
    })

    it('says what it can afford, from what five seconds have saved up', () => {
      const { budget } = new Server(5, costs['a small JSON response'])
      expect(budget.conflicts.canAfford(120)).toBe(true)
      expect(budget.conflicts.canAfford(130)).toBe(false)
      budget.conflicts.charge(100)
      expect(budget.conflicts.canAfford(50)).toBe(false)
    })

    it('can afford it again later', () => {
      const server = new Server(5, costs['a small JSON response'])
      server.budget.conflicts.charge(10_000)
      server.serve(1, 10_000)
      expect(server.budget.conflicts.canAfford(100)).toBe(true)
    })

    it('takes no more than 5 % of a core with them', () => {
      const server = new Server(5, costs['a handler that awaits a database']).serve(500, 5000)
      const conflicts = () => {
        let spent = 0
        for (let second = 0; second < 60; second++) {
          while (server.budget.conflicts.canAfford(5)) {
            server.budget.conflicts.charge(5)
            spent += 5
          }
          server.serve(500, 1000)
        }
        return spent
      }
      const before = { spent: server.spent, time: server.time }
      const spent = conflicts() + server.spent - before.spent
      expect(spent / (server.time - before.time)).toBeLessThan(0.05 + 125 / 60_000)
    })
  })

  it('stays below what this Node allows', () => {
    const changes: BudgetState[] = []
    const budget = new Budget(5, {
      onChange: state => changes.push(state),
      busy: { share: () => 0 },
      begun: 0,
    })
    budget.limitTo('sends')
    for (let time = 200; time < 100_000; time += 200) budget.reassessIfDue(time)
    expect(changes.map(({ level }) => level)).toEqual(['sends'])
  })
})
