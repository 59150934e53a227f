import { beforeAll, describe, expect, test } from 'vitest'
import { table } from './programs/outgoing.mjs'
import { table as innocent } from './programs/outgoing-no-conflict.mjs'
import { type Observed, observe } from './run-table'

const change = { kind: 'request', path: '/asked', outcome: 'threw', code: 'ERR_HTTP_HEADERS_SENT' }
const late = { ...change, outcome: 'emitted', code: 'ERR_STREAM_WRITE_AFTER_END', header: null }

const operations = ['setHeader', 'setHeaders', 'appendHeader', 'removeHeader']

describe("a request of the application's own that is changed too late is reported once, with both sides", () => {
  let reported: Observed['results']
  beforeAll(async () => {
    // On a busy machine the budget would rightly leave out the way.
    reported = (await observe('outgoing.mjs', { environment: { HEADERS_TRACE_BUDGET: 'full' } })).results
  })

  const setHeader = { ...change, operation: 'setHeader', header: 'X-Late' }
  const expected: Record<string, object> = {
    ...Object.fromEntries(
      ['flushHeaders', 'write', 'end'].flatMap(first =>
        operations.map(operation => [
          `${operation} after ${first}`,
          {
            ...change,
            operation,
            header: operation === 'setHeaders' ? null : 'X-Late',
            first,
            second: operation,
          },
        ]),
      ),
    ),
    'write after end': { ...late, operation: 'write', first: 'end', second: '<anonymous>' },
    'end after end': { ...late, operation: 'end', first: 'end', second: '<anonymous>' },
    'write after end, then setHeader': { ...late, operation: 'write', first: 'end', second: '<anonymous>' },
    'setHeader of a request whose headers are an array': {
      ...setHeader,
      first: 'sendFirst',
      second: 'sendSecond',
    },
    'setHeader of http.get': { ...setHeader, first: 'sendFirst', second: 'sendSecond' },
    'setHeader after a wait, in which a pipe has sent': {
      ...setHeader,
      first: 'sendSecond',
      second: '<anonymous>',
    },
  }

  test.each(Object.keys(table))('%s', title => {
    expect(reported[title]).toEqual([expected[title]])
  })
})

describe('nothing is reported of', () => {
  let reported: Observed['results']
  beforeAll(async () => {
    reported = (await observe('outgoing-no-conflict.mjs')).results
  })

  test.each(Object.keys(innocent))('%s', title => {
    expect(reported[title]).toEqual([])
  })
})
