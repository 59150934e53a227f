// No tracing, but what it leaves behind in V8: hooks that do nothing are on while the server warms up, and never again.
const { createHook } = require('node:async_hooks')
const { promiseHooks } = require('node:v8')

/** Milliseconds: until the first requests have been served. */
const duration = 2000

const nothing = () => {}

// As the preload does: in Node 20 the async hook follows promises, later V8's own hooks do.
function followPromises() {
  if (!process.version.startsWith('v20.'))
    return promiseHooks.createHook({ init: nothing, before: nothing, after: nothing, settled: nothing })
  const hook = createHook({ init: nothing, promiseResolve: nothing }).enable()
  return () => hook.disable()
}

setTimeout(followPromises(), duration).unref()
