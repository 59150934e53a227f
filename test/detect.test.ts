import { beforeAll, describe, expect, test } from 'vitest'
import { bodyOperations, headerOperations } from './programs/late-operations.mjs'
import { moments } from './programs/moments.mjs'
import { table as innocent } from './programs/no-conflict.mjs'
import { table as responders } from './programs/responders.mjs'
import { nodeMajor } from './run-node'
import { type Observed, observe } from './run-table'

// What comes in a row would be sampled.
const unlimited = { environment: { HEADERS_TRACE_BUDGET: 'full' } }

const refusal = { kind: 'headers', path: '/', outcome: 'threw', code: 'ERR_HTTP_HEADERS_SENT', header: null }
const emission = {
  kind: 'body',
  path: '/',
  outcome: 'emitted',
  code: 'ERR_STREAM_WRITE_AFTER_END',
  header: null,
}
const loss = { ...emission, outcome: 'lost', code: null }

const informational = ['writeInformation', 'writeContinue', 'writeProcessing', 'writeEarlyHints']

/** Whether this Node refuses the operation once the head is sent. */
function isRefused(name: string): boolean {
  if (name === 'writeHeader') return nodeMajor < 26
  return nodeMajor >= 24 || !informational.includes(name)
}

/** What Node refuses within the operation, and the header that it is about. */
function refusedIn(name: string): { operation: string; header: string | null } {
  if (informational.includes(name)) return { operation: 'writeInformation', header: null }
  if (['writeHeader', '_implicitHeader'].includes(name)) return { operation: 'writeHead', header: null }
  const isAboutOne = ['setHeader', 'appendHeader', 'removeHeader'].includes(name)
  return { operation: name, header: isAboutOne ? 'X-Late' : null }
}

const isSent: Record<keyof typeof moments, boolean> = {
  'before the head': false,
  'after the head': true,
  'after the headers are flushed': true,
  'after some body': true,
  'after the end': true,
  'after the end of a response in pieces': true,
  'when it has finished': true,
  'when it has closed': true,
  'when its client has gone': false,
  'when its client has gone after the head': true,
}

const lateBody: Partial<Record<keyof typeof moments, object>> = {
  'after the end': emission,
  'after the end of a response in pieces': emission,
  'when it has finished': loss,
  'when it has closed': loss,
}

const momentNames = Object.keys(moments) as (keyof typeof moments)[]

describe('an operation that comes too late is reported once', () => {
  let reported: Observed['results']
  beforeAll(async () => {
    reported = (await observe('late-attempts.mjs', unlimited)).results
  })

  describe.each(momentNames)('%s', moment => {
    test.each(Object.keys(headerOperations))('%s', name => {
      const sides = { first: moment, second: name }
      const isConflict = isSent[moment] && isRefused(name)
      expect(reported[`${name} ${moment}`]).toEqual(
        isConflict ? [{ ...refusal, ...refusedIn(name), ...sides }] : [],
      )
    })

    test.each(Object.keys(bodyOperations))('%s', name => {
      const expected = lateBody[moment]
      const sides = { first: moment, second: name, operation: name }
      expect(reported[`${name} ${moment}`]).toEqual(expected === undefined ? [] : [{ ...expected, ...sides }])
    })
  })
})

describe('both sides are known of', () => {
  let reported: Observed['results']
  beforeAll(async () => {
    reported = (await observe('responders.mjs', unlimited)).results
  })

  const usual = {
    ...refusal,
    operation: 'setHeader',
    header: 'X-Late',
    first: 'sendFirst',
    second: 'sendSecond',
  }

  /** What differs from the usual conflict, for each that is reported. */
  const unusual: Partial<Record<keyof typeof responders, Partial<typeof usual>[]>> = {
    'a subclass that extends writeHead': [{ first: 'sendFirst' }],
    'a subclass that renders its head with _storeHeader': [{ first: 'writeHead' }],
    'an own writeHead that sets headers first, as on-headers does': [{ first: 'sendFirst' }],
    'an own writeHead that is called again': [
      { first: 'sendFirst', second: 'res.writeHead', header: 'X-On-Headers' },
    ],
    'an own writeHead that calls the one of the class': [{ first: 'sendFirst' }],
    'a Proxy that waits for the response before it': [{ path: '/2' }],
    'a mock that is injected, as by light-my-request': [{ path: '/injected' }],
    'one made by hand': [{ path: '/by-hand' }],
    'one whose head was taken back after a conflict': [{ first: 'sendEarly' }, {}],
    'requests in a row on one connection': [{ path: '/1' }, { path: '/2' }, { path: '/3' }],
    'a response that waits for the one before it': [{ path: '/2' }],
  }

  const others: Partial<Record<keyof typeof responders, object[]>> = {
    // Nobody sees a head that is written by hand.
    'a head written by hand': [{ ...usual, first: null }],
    'a head written by hand, made by hand': [{ ...usual, first: null, path: '/by-hand' }],
    // Node 24 refuses the pipeline; earlier it writes, and what it writes is lost.
    'a pipeline into a response that has closed':
      nodeMajor < 24 ? [{ ...loss, operation: 'write', first: 'sendFirst', second: '<anonymous>' }] : [],
  }

  test.each(Object.keys(responders) as (keyof typeof responders)[])('%s', title => {
    const expected =
      others[title] ?? (unusual[title] ?? [{}]).map(difference => ({ ...usual, ...difference }))
    expect(reported[title]).toEqual(expected)
  })
})

describe('nothing is reported of', () => {
  let reported: Observed['results']
  beforeAll(async () => {
    reported = (await observe('no-conflict.mjs', unlimited)).results
  })

  test.each(Object.keys(innocent))('%s', title => {
    expect(reported[title]).toEqual([])
  })
})
