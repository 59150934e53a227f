// What the reports of several copies of the package share, as src/report and src/other-copies.ts take it.
import assert from 'node:assert/strict'
import { createHook } from 'node:async_hooks'
import diagnostics from 'node:diagnostics_channel'

export const table = {}

Object.assign(table, {
  'a channel is the same for everybody who asks for its name': () => {
    assert.equal(diagnostics.channel('some name'), diagnostics.channel('some name'))
    const subscriber = () => {}
    assert.equal(diagnostics.channel('another name').hasSubscribers, false)
    diagnostics.subscribe('another name', subscriber)
    assert.equal(diagnostics.channel('another name').hasSubscribers, true)
    diagnostics.unsubscribe('another name', subscriber)
  },

  'what is put off with setImmediate comes after the ticks and microtasks of the turn': async () => {
    const order = []
    await new Promise(resolve => {
      setImmediate(() => {
        order.push('immediate')
        resolve()
      })
      queueMicrotask(() => order.push('microtask'))
      process.nextTick(() => order.push('tick'))
    })
    assert.equal(order.at(-1), 'immediate')
  },

  'an immediate is announced to hooks before it has its reference, and is not destroyed until it has run':
    async () => {
      const seen = []
      const hook = createHook({
        init(_id, type, _trigger, resource) {
          if (type === 'Immediate') seen.push(resource, resource.hasRef(), resource._destroyed)
        },
      }).enable()
      await new Promise(resolve => setImmediate(resolve))
      hook.disable()
      const [immediate, hadReference, wasDestroyed] = seen
      assert.deepEqual([hadReference, wasDestroyed], [false, false])
      assert.equal(immediate._destroyed, true)
    },
})
