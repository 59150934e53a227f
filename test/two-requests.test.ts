import { beforeAll, describe, expect, test } from 'vitest'
import { type Observed, observe } from './run-table'

/** Second attempts in the other request's course. The path is the calls on the stack alone: what led there is the other's. */
const stale = {
  'a response kept in a variable': ['other respond <anonymous>'],
  // V8 knows who awaits, though nothing of the other request is followed.
  'a response kept in a variable, after an await': ['other', 'await', 'respond'],
  'a response kept in a variable, from a timer': ['later'],
  'a listener that stays': ['<anonymous> other respond <anonymous>'],
  'a listener that stays, and an event from a timer': ['<anonymous> emit'],
  'callbacks that wait in a list': ['<anonymous> other respond <anonymous>'],
}

/** Second attempts of its own, which come while the other request is being handled. */
const own = {
  'a promise that the other one resolves, and then': [
    '<anonymous>',
    'promise.then',
    'one respond <anonymous>',
  ],
  'a promise that the other one resolves, awaited': ['one', 'await', 'one respond <anonymous>'],
  'a timer of its own': ['later', 'setTimeout', 'one respond <anonymous>'],
  'an interval of its own': ['<anonymous>', 'setInterval', 'one respond <anonymous>'],
  'a library that queues, busy with the other one': [
    'later',
    'setTimeout',
    '<anonymous> one respond <anonymous>',
  ],
  'a library that queues, in the work of the other one': ['later'],
}

describe.each(['on one connection, one after the other', 'in one packet', 'on two connections'])(
  'of two requests %s',
  transport => {
    let reported: Observed['results']
    beforeAll(async () => {
      const environment = { TRANSPORT: transport, HEADERS_TRACE_BUDGET: 'full' }
      reported = (await observe('two-requests.mjs', { environment })).results
    })

    test.each(Object.entries(stale))('the other one responds by %s', (title, second) => {
      expect(reported[title]).toEqual([{ path: '/one', cause: 'stale-response', second }])
    })

    test.each(Object.entries(own))('each responds for itself by %s', (title, second) => {
      expect(reported[title]).toEqual([{ path: '/one', cause: expect.any(String), second }])
      expect(reported[title]).not.toMatchObject([{ cause: 'stale-response' }])
    })

    test('every program is reported', () => {
      expect(Object.keys(reported).sort()).toEqual(Object.keys({ ...stale, ...own }).sort())
    })
  },
)
