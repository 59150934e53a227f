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

const recurring = ['a bug that comes again', 'a bug on paths with numbers']

describe('the second occurrence is exact, with both paths from the beginning of the request, of', () => {
  test.each(recurring)('%s', title => {
    const second = reportsOf(title).find(({ occurrence }) => occurrence === 2)
    expect(second).toMatchObject({
      first: { exact: true, function: 'first', path: expect.arrayContaining(['first', 'handle']) },
      second: { exact: true, function: 'late', path: expect.arrayContaining(['late', 'await', 'handle']) },
    })
  })
})

describe('all occurrences have one fingerprint, and name no other lines, of', () => {
  test.each(recurring)('%s', title => {
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
