import { beforeAll, describe, expect, test } from 'vitest'
import { type Observed, observe } from './run-table'

interface Side {
  readonly exact: boolean
  readonly function: string | null
  readonly path: readonly string[] | null
}

interface Report {
  readonly bug: string
  readonly occurrence: number
  readonly request: string
  readonly first: Side
  readonly second: Side
}

// A process that may spend a hundred-thousandth of a core takes samples from its first requests on.
let results: Observed['results']
beforeAll(async () => {
  results = (await observe('above-budget.mjs', { environment: { HEADERS_TRACE_BUDGET: '0.001' } })).results
})
const reportsOf = (title: string) => results[title] as Report[]

/** Bugs, and the occurrence by which there is a report that has everything. */
const recurring = {
  'a bug that comes again': 2,
  'a bug on paths with numbers': 2,
  // What differs between paths is known when there were two.
  'a bug on paths that clients choose': 3,
  'a bug under a URL that is rewritten before it': 2,
  'a bug after one on 300 paths that clients chose': 2,
}

const whole = {
  first: expect.objectContaining({ exact: true, function: 'first' }),
  second: expect.objectContaining({ exact: true, path: expect.arrayContaining(['late', 'await', 'handle']) }),
}

describe('there is an exact report, with both paths from the beginning of the request, of', () => {
  test.each(Object.entries(recurring))('%s, by occurrence %i', (title, latest) => {
    const reports = reportsOf(title).filter(({ occurrence }) => occurrence <= latest)
    expect(reports).toContainEqual(expect.objectContaining(whole))
  })
})

describe('all occurrences have one fingerprint, and name no other lines, of', () => {
  test.each(Object.keys(recurring))('%s', title => {
    const reports = reportsOf(title)
    expect(reports.map(({ occurrence }) => occurrence)).toEqual([1, 2, 3, 4])
    expect(new Set(reports.map(({ bug }) => bug)).size).toBe(1)
    for (const { first, second } of reports) {
      expect(['first', null]).toContain(first.function)
      expect(second.function).toBe('late')
    }
  })
})

describe('the first response is known from earlier ones at the first occurrence of', () => {
  test.each([
    'a bug whose first response was sent before by requests that were right',
    'a bug on a route that sends in two functions, by status',
    'a bug on a route that is learned after 1,500 others',
  ])('%s', title => {
    expect(reportsOf(title)).toMatchObject([{ first: { function: 'first' }, second: { function: 'late' } }])
  })
})

test('a body that comes after the end has the end for its first, or none, and never the head', () => {
  const ends = reportsOf('a body that comes after the end, on a route that sends its head elsewhere')
  expect(ends).toHaveLength(3)
  for (const { first } of ends) expect(['first', null]).toContain(first.function)
  expect(ends.some(({ first }) => first.exact)).toBe(true)
})

test('a request that is not traced begins a path of its own in the packet of one that is', () => {
  const reports = reportsOf('a request in one packet with one that is traced')
  expect(reports.find(({ request }) => request === '/traced')?.second.path).toContain('await')
  const untraced = reports.find(({ request }) => request === '/untraced')
  expect(untraced?.first.function).toBe('firstOther')
  expect(untraced?.second.function).toBe('lateOther')
  expect(untraced?.second.path).not.toContain('first')
})
