// What asynchronous hooks do, as src/capture takes it.
import assert from 'node:assert/strict'
import { AsyncResource, createHook, executionAsyncId } from 'node:async_hooks'
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'

const [major] = process.versions.node.split('.').map(Number)

const stackOfCallback = () => new Promise(resolve => fs.stat('/', () => resolve(new Error('here').stack)))

const under = async (callbacks, look) => {
  const hook = createHook(callbacks).enable()
  try {
    return await look()
  } finally {
    hook.disable()
  }
}

const markOf = hook =>
  Object.getOwnPropertySymbols(hook).find(({ description }) => description === 'kNoPromiseHook')

export const table = {
  'a hook with `before` puts a call below each callback, and one without does not': async () => {
    assert.match(await under({ before() {} }, stackOfCallback), /callbackTrampoline/)
    assert.doesNotMatch(await under({ init() {} }, stackOfCallback), /callbackTrampoline/)
  },

  'a hook can leave promises alone, from Node 22 on': async () => {
    const hook = createHook({ init() {}, trackPromises: false })
    const mark = markOf(hook)
    assert.equal(mark !== undefined, major >= 22)
    if (mark === undefined) return
    Object.assign(hook, { [mark]: true })
    hook.enable()
    await turn()
    assert.deepEqual(Object.getOwnPropertySymbols(Promise.resolve()), [])
    hook.disable()
  },

  'a hook marks promises with two symbols that each AsyncResource has': async () => {
    const names = await under({ init() {} }, () =>
      Object.getOwnPropertySymbols(Promise.resolve().then(() => {})).map(String),
    )
    const own = Object.getOwnPropertySymbols(new AsyncResource('TEST')).map(String)
    for (const name of ['Symbol(async_id_symbol)', 'Symbol(trigger_async_id_symbol)']) {
      assert.ok(names.includes(name))
      assert.ok(own.includes(name))
    }
  },

  'the trigger of a promise is the one that it was derived from, or what runs': async () => {
    const seen = []
    await under({ init: (_id, type, trigger) => type === 'PROMISE' && seen.push(trigger) }, () => {
      new Promise(() => {})
      const [root] = seen
      Promise.resolve().then(() => {})
      assert.equal(root, executionAsyncId())
      assert.notEqual(seen.at(-1), executionAsyncId())
    })
  },

  'a timer and an immediate say when they are over': async () => {
    const timer = setTimeout(() => {}, 1)
    const immediate = setImmediate(() => {})
    const cleared = setTimeout(() => {}, 60_000)
    const all = [timer, immediate, cleared]
    assert.deepEqual(
      all.map(({ _destroyed }) => _destroyed),
      [false, false, false],
    )
    clearTimeout(cleared)
    await delay(5)
    await turn()
    assert.deepEqual(
      all.map(({ _destroyed }) => _destroyed),
      [true, true, true],
    )
  },

  'a response that has finished is published before its own listeners hear of it': async () => {
    const order = []
    const onFinish = () => order.push('channel')
    diagnostics.subscribe('http.server.response.finish', onFinish)
    const server = http.createServer((_req, res) => {
      res.on('finish', () => order.push('finish')).on('close', () => order.push(`close ${res.closed}`))
      res.end()
    })
    await once(server.listen(0, 'localhost'), 'listening')
    const [response] = await once(http.get({ port: server.address().port, agent: false }), 'response')
    await once(response.resume(), 'end')
    await delay(5)
    diagnostics.unsubscribe('http.server.response.finish', onFinish)
    await new Promise(resolve => server.close(resolve))
    assert.deepEqual(order, ['channel', 'finish', 'close true'])
  },
}
