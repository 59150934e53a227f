// How V8 and Node make stacks, as src/capture/stack.ts, src/detect/node-error.ts and src/locate take it.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { inspect } from 'node:util'
import { refusalOf, sentResponse } from './refusal.mjs'

const { parseStackText } = createRequire(import.meta.url)('../../../dist/src/locate/stack-text.js')

export const table = {}

/** What happens while stacks are formatted by a function that counts. */
function formatting(act) {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const formatted = []
  Error.prepareStackTrace = (_error, calls) => {
    formatted.push(calls)
    return 'formatted'
  }
  try {
    act(formatted)
  } finally {
    Object.defineProperty(Error, 'prepareStackTrace', before)
  }
}

function limited(limit, act) {
  const before = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')
  if (limit === undefined) Reflect.deleteProperty(Error, 'stackTraceLimit')
  else Error.stackTraceLimit = limit
  try {
    return act()
  } finally {
    Object.defineProperty(Error, 'stackTraceLimit', before)
  }
}

Object.assign(table, {
  'a captured stack is formatted when it is read, and only once': () =>
    formatting(formatted => {
      const holder = {}
      Error.captureStackTrace(holder)
      assert.equal(formatted.length, 0)
      assert.equal(holder.stack, 'formatted')
      assert.equal(holder.stack, 'formatted')
      assert.equal(formatted.length, 1)
    }),

  'a stack is captured above the function that is named': () =>
    formatting(formatted => {
      const holder = {}
      function outer() {
        inner()
      }
      function inner() {
        Error.captureStackTrace(holder, inner)
      }
      outer()
      void holder.stack
      assert.equal(formatted[0][0].getFunctionName(), 'outer')
    }),

  'the limit of a stack is the one that holds when it is captured': () =>
    formatting(formatted => {
      const [short, long] = [{}, {}]
      limited(1, () => Error.captureStackTrace(short))
      Error.captureStackTrace(long)
      void short.stack
      void long.stack
      assert.equal(formatted[0].length, 1)
      assert.ok(formatted[1].length > 1)
    }),

  'nothing is captured where the limit is not a number': () => {
    for (const limit of ['3', undefined])
      assert.doesNotMatch(String(limited(limit, () => new Error('no stack')).stack), /\n {4}at /)
  },

  'captureStackTrace need not be called on Error': () => {
    const { captureStackTrace } = Error
    const holder = {}
    captureStackTrace(holder)
    assert.match(holder.stack, /\n {4}at /)
  },

  'a stack has the calls that await': async () => {
    const holder = {}
    async function outer() {
      await inner()
    }
    async function inner() {
      await null
      Error.captureStackTrace(holder)
    }
    await outer()
    formatting(formatted => {
      void holder.stack
      const [innermost, awaiting] = formatted[0]
      assert.deepEqual([innermost.getFunctionName(), innermost.isAsync()], ['inner', false])
      assert.deepEqual([awaiting.getFunctionName(), awaiting.isAsync()], ['outer', true])
    })
  },

  'a call in code from eval has the name that a sourceURL gives it': () =>
    formatting(formatted => {
      // biome-ignore lint/security/noGlobalEval: this is what the fact is about
      const holder = globalThis.eval('const h = {}; Error.captureStackTrace(h); h\n//# sourceURL=app.js')
      void holder.stack
      const [innermost] = formatted[0]
      assert.deepEqual([innermost.isEval(), innermost.getScriptNameOrSourceURL()], [true, 'app.js'])
    }),
})

Object.assign(table, {
  'the stack of an error can be replaced, and stays what it was to reflection': () => {
    const error = refusalOf(() => sentResponse().setHeader('X-Late', '1'))
    const look = () => {
      const { value: _, ...traits } = Object.getOwnPropertyDescriptor(error, 'stack')
      return [Reflect.ownKeys(error), traits]
    }
    const before = look()
    error.stack = 'replaced'
    assert.deepEqual(look(), before)
    assert.equal(error.stack, 'replaced')
  },

  'a stack that has been read stays as it is, whatever formats stacks later': () => {
    const error = refusalOf(() => sentResponse().setHeader('X-Late', '1'))
    const read = error.stack
    formatting(() => assert.equal(error.stack, read))
  },

  'Node formats stacks by a function that can be called for it': () => {
    assert.equal(typeof Error.prepareStackTrace, 'function')
    const [plain, called] = [1, 2].map(() => new Error('same'))
    const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
    Error.prepareStackTrace = function (error, calls) {
      return Reflect.apply(before.value, this, [error, calls])
    }
    void called.stack
    Object.defineProperty(Error, 'prepareStackTrace', before)
    assert.equal(called.stack, plain.stack)
  },

  'a cause is printed, though it is not enumerable': () => {
    const error = new Error('outer')
    Object.defineProperty(error, 'cause', { value: new Error('inner'), enumerable: false })
    assert.match(inspect(error), /\[cause\]: Error: inner/)
  },
})

Object.assign(table, {
  'a stack is printed in the shape that is parsed': async () => {
    class Kind {
      async method() {
        await null
        return new Error('printed').stack
      }
    }
    async function outer() {
      const stack = await new Kind().method()
      return stack
    }
    const [inner, awaiting] = parseStackText(await outer())
    assert.deepEqual([inner.functionName, inner.typeName, inner.isAsync], ['method', 'Kind', false])
    assert.deepEqual([awaiting.functionName, awaiting.isAsync], ['outer', true])
    assert.equal(inner.file, new URL(import.meta.url).pathname)
  },
})
