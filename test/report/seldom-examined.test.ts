import { describe, expect, it } from 'vitest'
import type { RawConflict } from '../../src/detect/raw-conflict'
import { Repeats } from '../../src/report/repeats'

/** What is seen of a second attempt: its innermost calls, when it came, and how much of the conflict was captured. */
interface Seen {
  readonly callers?: number
  readonly time?: number
  readonly exactness?: 0 | 1 | 2
  readonly status?: number
  readonly route?: string | null
}

function conflict({ callers = 1, time = 0, exactness = 2, status = 200, route = null }: Seen): RawConflict {
  return {
    kind: 'headers',
    callers,
    status,
    request: { method: 'GET', path: '/', route },
    second: { time },
    first: exactness > 0 ? {} : undefined,
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
