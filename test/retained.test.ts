import { beforeAll, describe, expect, test } from 'vitest'
import { type Observed, observe } from './run-table'

const flags = ['--no-warnings', '--expose-gc']

/** What a program keeps of a request by itself. */
const applications: Record<string, string[]> = {
  'a refused header, whose error is kept': ['req', 'res'],
  'a listener that holds the response': ['req', 'res'],
}

describe.each([
  ['without headers-trace', null, '5'],
  ['while every request is followed', '--require', 'full'],
  ['within the default budget', '--require', '5'],
  ['while sends are sampled, and routes are armed', '--require', '0.001'],
] as const)(
  '%s, a request that is over goes but for what the application keeps, after',
  (_, preload, budget) => {
    let left: Observed['results']
    beforeAll(async () => {
      const environment = { HEADERS_TRACE_BUDGET: budget }
      left = (await observe('retained.mjs', { preload, flags, environment })).results
    })

    test.each([
      'a response',
      'a refused header',
      'a refused header, whose error is kept',
      'a late body',
      'a refused header after awaits',
      'a promise in a cache',
      'a promise in a cache that never settles',
      'an interval',
      'a timer that is far away',
      'a connection',
      'an AsyncResource',
      'a channel',
      'a listener that holds nothing',
      'a listener that holds the response',
    ])('%s', title => {
      // Nothing else: that its error keeps a request, the preload may take back, as it reads the stack.
      expect(applications[title] ?? []).toEqual(expect.arrayContaining(left[title] as string[]))
    })
  },
)

describe('a response that stays open keeps a bounded part of its paths, after', () => {
  let kept: Observed['results']
  beforeAll(async () => {
    const environment = { HEADERS_TRACE_BUDGET: 'full', ROWS: 'masses' }
    kept = (await observe('retained.mjs', { flags, environment })).results
  })

  test.each([
    '100,000 writes',
    '100,000 callbacks that wait',
    '10,000 callbacks one after the other',
    '10,000 awaits',
    '10,000 promises chained',
    '1,000 refused headers',
  ])('%s', title => {
    const { grown, hops, traces, over } = kept[title] as Record<string, number>
    expect(grown, 'megabytes').toBeLessThan(30)
    expect(hops, 'hops').toBeLessThan(2000)
    expect(traces, 'traces').toBe(1)
    // A bug that was reported remembers the latest of its paths, without what led there.
    expect(over, 'hops of a response that is over').toBeLessThan(128)
  })
})
