import { describe, expect, it } from 'vitest'
import { Trace } from '../../src/capture/trace'
import type { RawConflict } from '../../src/detect/raw-conflict'
import { stackOf } from '../../src/locate/call-sites'
import type { LocatedConflict } from '../../src/locate/locate'
import { Ledger } from '../../src/report/ledger'
import { call } from '../locate/frames'

const moment = (line: number) => ({
  stack: stackOf([call('show', '/shop/app.js', line)]),
  hop: undefined,
  time: 0,
})

/** A conflict of one bug, as it is seen at a level of the budget. */
const seen = {
  samples: () => raw({}),
  sends: () => raw({ first: moment(1) }),
  ways: () => raw({ first: moment(1), trace: new Trace() }),
}

function raw(given: Partial<RawConflict>): RawConflict {
  return { kind: 'headers', first: undefined, trace: undefined, second: moment(2), ...given } as RawConflict
}

/** What the ledger makes of conflicts of one bug: the number of the one that is shown, and how many were examined. */
function enter(...conflicts: RawConflict[]) {
  const ledger = new Ledger()
  let examined = 0
  // They are told apart by their dates.
  for (const raw of conflicts.map((conflict, date) => ({ ...conflict, date }))) {
    if (ledger.lookup(raw) !== undefined) continue
    examined++
    ledger.record({ raw } as LocatedConflict, 'same', {} as never)
  }
  const [entry] = ledger.bugs
  return { shown: entry?.located.raw.date, examined, count: entry?.occurrences }
}

describe('a bug that comes again', () => {
  it('is recognised by its stacks', () => {
    expect(enter(seen.ways(), seen.ways(), seen.ways())).toEqual({ shown: 0, examined: 1, count: 3 })
  })

  it.each(['samples', 'sends'] as const)(
    'is shown with its way, once it has been followed, after %s',
    level => {
      expect(enter(seen[level](), seen.ways(), seen.ways())).toEqual({ shown: 1, examined: 2, count: 3 })
    },
  )

  it('is shown with its own first send, once that has been captured', () => {
    expect(enter(seen.samples(), seen.sends(), seen.sends())).toEqual({ shown: 1, examined: 2, count: 3 })
  })

  it('stays as exact as it was', () => {
    expect(enter(seen.ways(), seen.samples(), seen.sends())).toMatchObject({ shown: 0, count: 3 })
  })
})
