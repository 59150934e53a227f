// What Node refuses once the head is sent, and how, as src/detect/operations.ts and src/detect/node-error.ts take it.
import assert from 'node:assert/strict'
import { OutgoingMessage, ServerResponse } from 'node:http'
import { headerOperations, refusalOf, sentResponse } from './refusal.mjs'

export const table = {}

Object.assign(table, {
  'whatever refuses a head that is sent is an operation that is guarded, or calls one': () => {
    const guarded = headerOperations.map(({ name }) => name)
    const given = { writeEarlyHints: [{ link: '</a.css>; rel=preload' }], writeInformation: [103] }
    for (const name of methodsOf(OutgoingMessage, ServerResponse)) {
      const response = sentResponse().on('error', () => {})
      try {
        response[name](...(given[name] ?? ['X-Late', '1']))
      } catch (error) {
        if (error.code !== 'ERR_HTTP_HEADERS_SENT') continue
        const innermost = /at \S+\.(\w+) /.exec(error.stack)?.[1]
        assert.ok(guarded.includes(innermost), `${name} is refused by ${innermost}`)
      }
    }
  },

  'every operation but the newest is there': () => {
    const missing = headerOperations.filter(({ owner, name }) => !Object.hasOwn(owner, name))
    const isOld = Number.parseInt(process.versions.node, 10) < 24
    assert.deepEqual(
      missing.map(({ name }) => name),
      isOld ? ['writeInformation'] : [],
    )
  },

  'writeHeader, where there is one, is writeHead': () => {
    const { writeHead, writeHeader } = ServerResponse.prototype
    assert.ok(writeHeader === undefined || writeHeader === writeHead)
  },

  'a name that is no text is refused for itself by removeHeader': () => {
    assert.equal(refusalOf(() => sentResponse().removeHeader(42)).code, 'ERR_INVALID_ARG_TYPE')
  },
})

for (const { owner, name, takesName } of headerOperations) {
  /** Proves something of the method, where this Node has it. */
  const ofMethod = prove => () => (Object.hasOwn(owner, name) ? prove(owner[name]) : 'not in this Node')

  table[`${name} refuses before it looks at what it is given`] = ofMethod(method => {
    const given = !takesName ? [] : ['X-Late']
    assert.equal(refusalOf(() => method.apply(sentResponse(), given)).code, 'ERR_HTTP_HEADERS_SENT')
  })

  table[`${name} throws in one line of its own, where the stack says`] = ofMethod(method => {
    const statements = String(method)
      .split('\n')
      .filter(line => line.includes('throw new ERR_HTTP_HEADERS_SENT('))
    assert.equal(statements.length, 1)
    const error = refusalOf(() => method.call(sentResponse(), 'X-Late', '1'))
    const place = /\n {4}at .*\(node:_http_\w+:\d+:(\d+)\)/.exec(error.stack)
    assert.equal(Number(place?.[1]), statements[0].indexOf('new') + 1)
  })

  table[`${name} refuses what only looks like a message that is sent`] = ofMethod(method => {
    const message = { _header: 'sent' }
    const error = refusalOf(() => method.call(message, 'name', 'value'))
    assert.equal(error.code, 'ERR_HTTP_HEADERS_SENT')
    assert.deepEqual(message, { _header: 'sent' })
  })
}

function methodsOf(...classes) {
  const names = classes.flatMap(({ prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype))
      .filter(([name, { value }]) => typeof value === 'function' && name !== 'constructor')
      .map(([name]) => name),
  )
  return new Set(names)
}
