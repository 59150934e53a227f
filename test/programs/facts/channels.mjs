// What the reports of several copies of the package share, as src/report and src/other-copies.ts take it.
import assert from 'node:assert/strict'
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
})
