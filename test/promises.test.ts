import { beforeAll, describe, expect, test } from 'vitest'
import { nodeMajor } from './run-node'
import { type Observed, observe } from './run-table'

let without: Observed['results']
beforeAll(async () => {
  without = (await observe('promises.mjs', { preload: null })).results
})

const plain = ['before any request', 'in a request', 'in many requests', 'when requests are over']

// Node 20 has no hook that leaves promises alone: the symbols that the internal one would write are hidden, and then all are.
// Later Nodes go on writing them until the last hook is off, which may be the internal one: docs/how-it-works.md.
const withHook =
  nodeMajor < 22
    ? ['when the hook is off', 'in a request when the hook is off']
    : ['under a hook of its own', 'in a request under a hook of its own']

describe.each(['full', '5', '0.001'])(
  'a program sees the same of its promises within a budget of %s',
  budget => {
    let withIt: Observed['results']
    beforeAll(async () => {
      withIt = (await observe('promises.mjs', { environment: { HEADERS_TRACE_BUDGET: budget } })).results
    })

    test.each([...plain, ...withHook])('%s', title => {
      expect(shapes(withIt[title])).toEqual(shapes(without[title]))
    })

    test.each(plain)('and no symbol is on them %s', title => {
      expect(JSON.stringify(withIt[title])).not.toContain('async_id_symbol')
    })
  },
)

/** What was seen, without the ids that an async hook counts. */
function shapes(seen: unknown): unknown {
  return JSON.parse(JSON.stringify(seen).replace(/(async_id_symbol\)?\]?: )\d+/g, '$1ID'))
}
