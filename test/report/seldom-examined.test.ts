import { describe, expect, it, test } from 'vitest'
import type { RawConflict } from '../../src/detect/raw-conflict'
import { stackOf } from '../../src/locate/call-sites'
import { Repeats } from '../../src/report/repeats'
import { call } from '../locate/frames'

/** What is seen of a second attempt: its innermost calls, when it came, and how much of the conflict was captured. */
interface Seen {
  readonly callers?: number
  readonly time?: number
  readonly exactness?: 0 | 1 | 2
  readonly status?: number
  readonly route?: string | null
  /** The line of the first send. */
  readonly first?: number
}

function conflict({
  callers = 1,
  time = 0,
  exactness = 2,
  status = 200,
  route = null,
  first = 1,
}: Seen): RawConflict {
  return {
    kind: 'headers',
    callers,
    status,
    request: { method: 'GET', path: '/', route },
    second: { time },
    first: exactness > 0 ? { stack: stackOf([call('show', '/app.js', first)]) } : undefined,
    trace: exactness === 2 ? {} : undefined,
  } as unknown as RawConflict
}

const bug = { exactness: 2 }
const other = { exactness: 2 }

function repeatsAfter(examined: readonly { exactness: number }[], seen: Seen = {}) {
  const repeats = new Repeats<{ exactness: number }>()
  for (const each of examined) repeats.note(conflict(seen), each)
  return (seen: Seen) => {
    const found = repeats.bugOf(conflict(seen), conflict(seen).callers ?? 0)
    return found === bug ? 'counted' : 'examined'
  }
}

describe('a conflict of a kind', () => {
  const eight = Array(8).fill(bug)
  it.each<[string, readonly { exactness: number }[], Seen, string]>([
    ['that was of one bug eight times is counted', eight, {}, 'counted'],
    ['that was of one bug seven times is examined', Array(7).fill(bug), {}, 'examined'],
    ['that was of two bugs is examined', [...eight, other, ...eight], {}, 'examined'],
    ['of which one was examined half a second ago is examined', eight, { time: 500 }, 'examined'],
    ['of which one was examined less than that ago is counted', eight, { time: 499 }, 'counted'],
    ['without its first send is counted', eight, { exactness: 0 }, 'counted'],
    [
      'that is more exact than what is known is examined',
      Array(8).fill({ exactness: 1 }),
      { exactness: 2 },
      'examined',
    ],
    ['by other calls is examined', eight, { callers: 2 }, 'examined'],
    ['after another status is examined', eight, { status: 404 }, 'examined'],
    ['on another route is examined', eight, { route: '/a' }, 'examined'],
  ])('%s', (_title, examined, seen, expected) => {
    expect(repeatsAfter(examined)(seen)).toBe(expected)
  })
})

describe('where conflicts of a kind were of two bugs, one', () => {
  const repeats = new Repeats<{ exactness: number }>()
  for (let time = 0; time < 10; time++) {
    repeats.note(conflict({ first: 1 }), bug)
    repeats.note(conflict({ first: 2 }), other)
  }
  repeats.note(conflict({ first: 3 }), other)

  it.each<[string, Seen, typeof bug | undefined]>([
    ['with the first send of the one is counted for it', { first: 1 }, bug],
    ['with the first send of the other is counted for that', { first: 2 }, other],
    ['with a first send that was seldom seen is examined', { first: 3 }, undefined],
    ['with another first send is examined', { first: 4 }, undefined],
    ['whose first send was not captured is examined', { exactness: 0 }, undefined],
    ['is examined after half a second', { first: 1, time: 500 }, undefined],
  ])('%s', (_title, seen, expected) => {
    expect(repeats.bugOf(conflict(seen), 1)).toBe(expected)
  })
})

test('while one is examined after half a second, those that come are counted', () => {
  const ask = repeatsAfter(Array(8).fill(bug))
  expect([500, 501, 999, 1000].map(time => ask({ time }))).toEqual([
    'examined',
    'counted',
    'counted',
    'examined',
  ])
})
