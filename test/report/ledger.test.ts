import { describe, expect, it } from 'vitest'
import { placeLimits } from '../../src/capture/place-limits'
import { StackPool } from '../../src/capture/stack-pool'
import { Trace } from '../../src/capture/trace'
import type { RawConflict } from '../../src/detect/raw-conflict'
import { stackOf } from '../../src/locate/call-sites'
import type { LocatedConflict, LocatedSide } from '../../src/locate/locate'
import { fingerprintOf } from '../../src/report/fingerprint'
import { type BugEntry, Ledger } from '../../src/report/ledger'
import { call, frame } from '../locate/frames'

const app = '/shop/app.js'

/** What one request shows of a bug: the line of its first send, where it was captured, and that of its second. */
interface Seen {
  readonly first?: number
  readonly second: number
  readonly isFollowed?: boolean
  readonly route?: string
  readonly kind?: RawConflict['kind']
  /** The line of the framework that called the application, which differs from route to route. */
  readonly from?: number
  readonly date?: number
}

function located({
  first,
  second,
  isFollowed,
  route = '/a',
  kind,
  from = 1,
  date = 0,
}: Seen): LocatedConflict {
  const stack = (line: number) => stackOf([call('show', app, line), call('run', '/shop/framework.js', from)])
  const moment = (line: number) => ({ stack: stack(line), hop: undefined, time: 0 })
  const raw = {
    kind: kind ?? 'headers',
    date,
    request: { method: 'GET', path: route, route },
    routeKey: route,
    first: first === undefined ? undefined : moment(first),
    second: moment(second),
    trace: isFollowed ? new Trace(new StackPool(), placeLimits.none) : undefined,
  } as RawConflict
  return { raw, first: sideAt(first), second: sideAt(second), held: null, given: [] }
}

function sideAt(line: number | undefined): LocatedSide {
  const site = line === undefined ? null : { ...frame('app show'), line }
  const path = site === null ? [] : [{ reason: null, frames: [site], hop: null }]
  return {
    operation: 'end',
    via: 'res.end',
    by: null,
    responder: null,
    site,
    path,
    isComplete: false,
  } as LocatedSide
}

const bug = { first: 1, second: 2 }
const followed = { ...bug, isFollowed: true }
const unknown = { second: 2 }

/** Hands conflicts to a ledger as the reports do, and gives the entry that each was counted for. */
function entriesOf(conflicts: readonly Seen[], ledger = new Ledger()) {
  const examined: number[] = []
  const entries = conflicts.map((seen, index) => {
    const conflict = located(seen)
    const known = ledger.lookup(conflict.raw)
    if (known !== undefined) return known
    examined.push(index)
    const attributed = seen.first === undefined ? ledger.attribute(conflict, false) : undefined
    return attributed ?? ledger.record(conflict, fingerprintOf(conflict), { cause: index } as never)
  })
  const identity = new Map<BugEntry | undefined, number>()
  const bugs = entries.map(entry => identity.get(entry) ?? identity.set(entry, identity.size).size - 1)
  return { entries, bugs, examined, ledger }
}

/** The number of the conflict whose diagnosis an entry has. */
const shownBy = (entry: BugEntry | undefined) =>
  (entry?.diagnosis as unknown as { cause: number } | undefined)?.cause

describe('a bug that comes again', () => {
  it.each<[string, Seen[], { bugs: number[]; examined: number[]; shown: number }]>([
    [
      'by the same path is recognised by its stacks',
      [followed, followed, followed],
      { bugs: [0, 0, 0], examined: [0], shown: 0 },
    ],
    [
      'followed, is shown with its path',
      [bug, followed, followed],
      { bugs: [0, 0, 0], examined: [0, 1], shown: 1 },
    ],
    [
      'less exactly, stays as exact as it was',
      [followed, bug, followed],
      { bugs: [0, 0, 0], examined: [0], shown: 0 },
    ],
    [
      'without its first send is counted with the exact one',
      [followed, unknown, unknown],
      { bugs: [0, 0, 0], examined: [0], shown: 0 },
    ],
    [
      'exactly, after it had to be reported without its first send',
      [unknown, followed, followed],
      { bugs: [0, 0, 0], examined: [0, 1], shown: 1 },
    ],
    [
      'by another stack of the framework',
      [followed, { ...unknown, from: 7 }],
      { bugs: [0, 0], examined: [0, 1], shown: 0 },
    ],
  ])('%s', (_title, conflicts, { bugs, examined, shown }) => {
    const found = entriesOf(conflicts)
    expect({ bugs: found.bugs, examined: found.examined }).toEqual({ bugs, examined })
    expect(shownBy(found.entries[0])).toBe(shown)
    expect(found.entries[0]?.occurrences).toBe(conflicts.length)
  })
})

describe('another bug is', () => {
  it.each<[string, Seen[], number[]]>([
    ['another first line', [followed, { ...followed, first: 3 }], [0, 1]],
    ['another second line', [followed, { ...followed, second: 3 }], [0, 1]],
    [
      'another kind of the same lines',
      [followed, { ...followed, kind: 'body' }, { ...followed, kind: 'request' }],
      [0, 1, 2],
    ],
    [
      'the one of the same route, where several have one second line and the first was not recorded',
      [
        { ...followed, route: '/a' },
        { ...followed, first: 9, route: '/b' },
        { ...unknown, route: '/a' },
        { ...unknown, route: '/b' },
      ],
      [0, 1, 0, 1],
    ],
    [
      'assumed for another route, until an exact one of that route has come',
      [
        { ...followed, route: '/a' },
        { ...unknown, route: '/b' },
      ],
      [0, 1],
    ],
  ])('%s', (_title, conflicts, bugs) => {
    expect(entriesOf(conflicts).bugs).toEqual(bugs)
  })

  it('not assumed any longer where it must be reported', () => {
    const { ledger, entries } = entriesOf([followed])
    expect(ledger.attribute(located({ ...unknown, route: '/b' }), true)).toBe(entries[0])
  })
})

describe('the fingerprint', () => {
  it('of an exact conflict is the one that its bug was reported with', () => {
    const [unknownEntry, exactEntry] = entriesOf([unknown, followed]).entries
    expect(exactEntry?.fingerprint).toBe(fingerprintOf(located(unknown)))
    expect(unknownEntry).toBe(exactEntry)
  })

  it('of a second exact bug with that second line is its own', () => {
    const other = { ...followed, first: 9 }
    const [, , otherEntry] = entriesOf([unknown, followed, other]).entries
    expect(otherEntry?.fingerprint).toBe(fingerprintOf(located(other)))
  })
})

describe('a ledger', () => {
  const many = (count: number, date = 0) =>
    Array.from({ length: count }, (_, index) => ({ first: 1, second: index + 2, isFollowed: true, date }))

  it('forgets the bug that has not come for the longest time', () => {
    const { ledger } = entriesOf(many(1000))
    entriesOf(
      [
        { ...followed, second: 2 },
        { ...followed, second: 5000, date: 3_600_000 },
      ],
      ledger,
    )
    const seconds = ledger.bugs.map(({ located }) => located.second.site?.line)
    expect([seconds.includes(2), seconds.includes(3), seconds.includes(5000)]).toEqual([true, false, true])
    expect(seconds).toHaveLength(1000)
  })

  it('takes one more bug a minute once there were a thousand, and counts the others', () => {
    const { ledger } = entriesOf(many(1000))
    const later = (second: number, date: number) =>
      entriesOf([{ ...followed, second, date }], ledger).entries[0]
    expect(later(5001, 1000)).toBeUndefined()
    expect(later(5002, 61_000)).toBeDefined()
    expect(later(5003, 62_000)).toBeUndefined()
    expect(ledger.dropped).toBe(2)
  })

  it('allows a thousand examinations at once, and five a second', () => {
    const ledger = new Ledger()
    const at = (date: number) => ledger.mayExamine(located({ ...bug, date }).raw)
    expect(Array.from({ length: 1001 }, () => at(1000)).lastIndexOf(true)).toBe(999)
    expect([at(1201), at(1202), at(2202), at(2203)]).toEqual([true, false, true, true])
    expect(ledger.dropped).toBe(2)
  })
})
