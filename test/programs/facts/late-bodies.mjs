// What becomes of a body that comes after the end, as src/detect/late-body.ts takes it.
import assert from 'node:assert/strict'
import events from 'node:events'
import { exchange } from '../exchange.mjs'
import { done, refusalOf, sentResponse } from './refusal.mjs'

export const table = {}

Object.assign(table, {
  'a message that has ended is finished': () => {
    assert.equal(sentResponse().finished, false)
    assert.equal(sentResponse().end().finished, true)
  },

  'the error of a late body is made at once, given to the callback in a later tick, and then emitted':
    async () => {
      const seen = []
      await exchange(async (_req, res) => {
        res.end('first')
        res.on('error', error => seen.push(['event', error]))
        function late() {
          res.write('late', error => seen.push(['callback', error]))
        }
        late()
        assert.equal(seen.length, 0)
        await done(res, 'close')
      })
      assert.deepEqual(
        seen.map(([name]) => name),
        ['callback', 'event'],
      )
      assert.equal(seen[0][1], seen[1][1])
      assert.equal(seen[0][1].code, 'ERR_STREAM_WRITE_AFTER_END')
      assert.match(seen[0][1].stack, /at late /)
    },

  'a response that has closed emits no error for a late body': async () => {
    const seen = []
    await exchange(async (_req, res) => {
      res.on('error', () => seen.push('event'))
      await done(res.end('first'), 'close')
      assert.equal(res.destroyed, true)
      res.write('late', () => seen.push('callback of write'))
      res.end('late', () => seen.push('callback of end'))
      await new Promise(setImmediate)
    })
    assert.deepEqual(seen, ['callback of write'])
  },

  'a response closes between its finish and the error of a body that comes then': async () => {
    const seen = []
    await exchange(async (_req, res) => {
      const closed = done(res, 'close')
      res.on('error', () => seen.push('event'))
      res.once('finish', () => res.write('late', () => seen.push(`callback, ${res.destroyed}`)))
      res.end('first')
      await closed
      await new Promise(setImmediate)
    })
    assert.deepEqual(seen, ['callback, true'])
  },

  'what is no body is refused for itself by write, whenever it comes': () => {
    const response = sentResponse().end()
    assert.equal(refusalOf(() => response.write(null)).code, 'ERR_STREAM_NULL_VALUES')
    assert.equal(refusalOf(() => response.write({})).code, 'ERR_INVALID_ARG_TYPE')
  },

  'an end after the end is refused for whatever body it has': async () => {
    for (const chunk of ['late', Buffer.from('late'), 42, {}]) {
      const response = sentResponse().end()
      const [error] = await Promise.all([events.once(response, 'error'), response.end(chunk)])
      assert.equal(error[0].code, 'ERR_STREAM_WRITE_AFTER_END')
    }
  },
})
