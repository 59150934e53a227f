// What a private field is to a response, as src/capture/response-record.ts takes it.
import assert from 'node:assert/strict'
import { ServerResponse } from 'node:http'
import { inspect, types } from 'node:util'
import { sentResponse } from './refusal.mjs'

export const table = {}

class Bearer {
  constructor(object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what the fact is about
    return object
  }
}

class Stamp extends Bearer {
  #mark = 'mark'

  static read(object) {
    return #mark in object ? object.#mark : undefined
  }
}

Object.assign(table, {
  'a private field can be put onto a response, and no one sees it': () => {
    const response = sentResponse()
    const look = () => [
      Reflect.ownKeys(response),
      Object.getOwnPropertyDescriptors(response),
      inspect(response, { showHidden: true, depth: 0 }),
    ]
    const before = look()
    new Stamp(response)
    assert.equal(Stamp.read(response), 'mark')
    assert.deepEqual(look(), before)
  },

  'a private field does not shine through a Proxy, but the request does': () => {
    const req = { method: 'GET', headers: {} }
    const response = new ServerResponse(req)
    new Stamp(response)
    new Stamp(req)
    const proxy = new Proxy(response, {})
    assert.ok(types.isProxy(proxy))
    assert.equal(Stamp.read(proxy), undefined)
    assert.equal(Stamp.read(proxy.req), 'mark')
  },
})
