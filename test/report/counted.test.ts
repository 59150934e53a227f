import { beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../run-node'
import { type Observed, observe, programOf } from '../run-table'

const counting = ['count-captures.cjs', 'count-reads.cjs'].flatMap(name => ['--require', programOf(name)])

describe('a conflict that comes again and again, and that nobody hears of,', () => {
  let results: Observed['results']
  beforeAll(async () => {
    results = (await observe('repeats.mjs', { flags: counting })).results
  })

  it('is recognised by the stack of the first send and a short one of its own, beside that of the error', () => {
    const { captures, reads } = results['captures and reads of each repeat'] as Record<string, number>
    // One that is examined now and then is captured and read whole.
    expect([captures, reads].map(each => Math.floor(each ?? 0))).toEqual([3, 2])
  })

  it('captures the stack of the error alone where it only follows from another one', () => {
    expect(results['captures and reads of what follows from a conflict']).toEqual({ captures: 1, reads: 0 })
  })

  it('is among those that are taken, with its own request and its number', () => {
    expect(results['the last of those that are taken']).toEqual({
      count: 40,
      first: ['/taken/0', 1],
      last: ['/taken/39', 40],
    })
  })

  it('hides no other bug with the same second attempt', () => {
    const { '/here': here, '/there': there } = results['bugs with one second attempt'] as Record<
      string,
      number
    >
    expect([here, there]).toEqual([75, 45])
  })

  it('says what became of it when the tick was over', () => {
    expect(results['bodies that turn out to be lost']).toEqual(['lost'])
  })

  it('gives its error the first send for a cause', () => {
    expect(results['causes of the errors']).toEqual([
      'FirstSend: GET /cause had been responded to with 200 here, true',
    ])
  })
})

it.each([
  [9, [1, 9]],
  [10, [1, 10]],
  [100, [1, 10, 100]],
  [123, [1, 10, 100, 123]],
])('%i times is reported at 10, 100 and at the end, where nobody hears of it', async (times, reported) => {
  const program = `
const { ServerResponse } = require('node:http')
let left = ${times}
const next = () => {
  const res = new ServerResponse({ method: 'GET', url: '/' })
  res.end()
  try { res.setHeader('a', 'b') } catch {}
  if (--left > 0) setImmediate(next)
}
next()
`
  const { conflicts } = await runProgram(program)
  expect(conflicts.map(({ occurrence }) => occurrence)).toEqual(reported)
  expect(new Set(conflicts.map(({ fingerprint }) => fingerprint)).size).toBe(1)
})
