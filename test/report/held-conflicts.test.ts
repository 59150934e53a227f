import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import type { RawConflict } from '../../src/detect/raw-conflict'
import { stackOf } from '../../src/locate/call-sites'
import type { LocatedConflict } from '../../src/locate/locate'
import { HeldConflicts } from '../../src/report/held-conflicts'

const conflict = (date: number): LocatedConflict =>
  ({ raw: { date, second: { stack: stackOf([]) } } as unknown as RawConflict }) as LocatedConflict

/** Holds conflicts, of which those with the dates in `known` can be settled before their time. */
function held(known: ReadonlySet<number>) {
  const settled: (number | 'last')[][] = []
  const conflicts = new HeldConflicts(({ raw }, _isEcho, isLast) => {
    if (!isLast && !known.has(raw.date)) return false
    settled.push(isLast ? [raw.date, 'last'] : [raw.date])
    return true
  })
  return { conflicts, settled }
}

describe('a held conflict', () => {
  it('is settled once when it can be', () => {
    const { conflicts, settled } = held(new Set([2]))
    for (const date of [1, 2]) conflicts.add(conflict(date), false)
    conflicts.retry()
    conflicts.retry()
    expect(settled).toEqual([[2]])
  })

  it('is settled as it is at the end', () => {
    const { conflicts, settled } = held(new Set())
    for (const date of [1, 2]) conflicts.add(conflict(date), false)
    conflicts.flush()
    conflicts.flush()
    expect(settled).toEqual([
      [1, 'last'],
      [2, 'last'],
    ])
  })

  it('is settled at once where too many wait', () => {
    const { conflicts, settled } = held(new Set())
    for (let date = 0; date <= 200; date++) conflicts.add(conflict(date), false)
    expect(settled).toEqual([[200, 'last']])
    conflicts.flush()
    expect(settled).toHaveLength(201)
  })

  it('is settled in the asynchronous context that it came in', () => {
    const storage = new AsyncLocalStorage<string>()
    const stores: (string | undefined)[] = []
    const conflicts = new HeldConflicts(() => {
      stores.push(storage.getStore())
      return true
    })
    storage.run('request', () => conflicts.add(conflict(1), false))
    conflicts.flush()
    expect(stores).toEqual(['request'])
  })

  it('may be settled while a listener causes another', () => {
    const dates: number[] = []
    const conflicts: HeldConflicts = new HeldConflicts(({ raw }) => {
      dates.push(raw.date)
      if (raw.date === 1) conflicts.add(conflict(2), false)
      return true
    })
    conflicts.add(conflict(1), false)
    conflicts.flush()
    conflicts.flush()
    expect(dates).toEqual([1, 2])
  })
})
