// A preload that counts how often the hooks are called that the next preload makes.
const asyncHooks = require('node:async_hooks')
const v8 = require('node:v8')

globalThis.hookCalls = 0
const counted = callbacks =>
  Object.fromEntries(
    Object.entries(callbacks).map(([name, callback]) => {
      if (typeof callback !== 'function') return [name, callback]
      const counting = function (...given) {
        globalThis.hookCalls++
        return Reflect.apply(callback, this, given)
      }
      return [name, counting]
    }),
  )
for (const owner of [asyncHooks, v8.promiseHooks]) {
  const { createHook } = owner
  owner.createHook = callbacks => createHook(counted(callbacks))
}
