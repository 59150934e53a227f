import { beforeAll, describe, expect, test } from 'vitest'
import { canFollow } from '../run-node'
import { type Observed, observe, programOf } from '../run-table'

describe.runIf(canFollow)(
  'stacks are captured where the application hands work on, and where it responds:',
  () => {
    let results: Observed['results']
    beforeAll(async () => {
      const flags = ['--require', programOf('count-captures.cjs')]
      results = (await observe('captures.mjs', { flags })).results
    })

    test.each([
      ['a response at once', 1],
      ['a response of a head and a body', 2],
      ['a response after a timer', 2],
      ['a response after ten awaits of what is no promise', 11],
      ['a response after ten awaits of promises', 11],
      ['a response at the end of a body', 2],
    ])('%s', (title, captures) => {
      expect(results[title]).toBe(captures)
    })

    test.each([
      ['weak references for a response at once'],
      ['weak references for a response after ten immediates'],
      ['collections for a response that leaves a resource behind'],
    ])('no %s are asked for', title => {
      expect(results[title]).toBe(0)
    })
  },
)
