// What a program can see of Node's classes and of a response.
import http from 'node:http'
import { inspect } from 'node:util'
import { exchange } from './exchange.mjs'

const classes = { ServerResponse: http.ServerResponse, OutgoingMessage: http.OutgoingMessage }

export const table = {}

for (const [name, { prototype }] of Object.entries(classes)) {
  Object.assign(table, {
    [`the keys of ${name}.prototype and their order`]: () => Reflect.ownKeys(prototype).map(String),
    [`the properties of ${name}.prototype`]: () => membersOf(prototype, traitsOfProperty),
    [`the functions of ${name}.prototype`]: () => membersOf(prototype, traitsOfFunction),
    [`how ${name}.prototype is inspected`]: () => inspect(prototype, { showHidden: true }),
    [`what for-in finds in ${name}.prototype`]: () => {
      const keys = []
      for (const key in prototype) keys.push(key)
      return keys
    },
  })
}

table['writeHeader is writeHead, where there is one'] = () => {
  const { writeHead, writeHeader } = http.ServerResponse.prototype
  return [typeof writeHeader, writeHeader === writeHead]
}

/** How far a response is. */
export const moments = {
  'a fresh response': () => {},
  'a response whose head is written': res => res.writeHead(200),
  'a response that was sent': res => res.end('done'),
  'a response that was sent twice': res => {
    res.end('done')
    try {
      res.setHeader('X-Late', '1')
    } catch {}
  },
}

for (const [moment, reach] of Object.entries(moments)) {
  const observe = read => async () => {
    const { returned } = await exchange((_req, res) => {
      reach(res)
      return read(res)
    })
    return returned
  }
  Object.assign(table, {
    [`the keys of ${moment}`]: observe(res => Reflect.ownKeys(res).map(String)),
    [`the properties of ${moment}`]: observe(res => membersOf(res, traitsOfProperty)),
    [`how ${moment} is inspected`]: observe(res =>
      withoutNumbers(inspect(res, { showHidden: true, depth: 1 })),
    ),
    [`what is iterated of ${moment}`]: observe(res => {
      const keys = []
      for (const key in res) keys.push(key)
      return keys
    }),
    [`the prototypes of ${moment}`]: observe(res => prototypesOf(res).map(inspect)),
  })
}

export function membersOf(object, traitsOf) {
  return Object.entries(Object.getOwnPropertyDescriptors(object)).map(([key, descriptor]) => [
    key,
    traitsOf(descriptor),
  ])
}

export function traitsOfProperty({ enumerable, configurable, writable, get, set, value }) {
  return inspect({
    enumerable,
    configurable,
    writable,
    get: typeof get,
    set: typeof set,
    value: typeof value,
  })
}

export function traitsOfFunction({ value, get, set }) {
  return [value, get, set]
    .filter(member => typeof member === 'function')
    .map(member => [
      member.name,
      member.length,
      inspect(Object.getOwnPropertyDescriptors(member), { showHidden: true }),
      isConstructible(member),
      Object.prototype.toString.call(member),
      Object.isExtensible(member),
    ])
}

function isConstructible(member) {
  try {
    Reflect.construct(Object, [], member)
    return true
  } catch {
    return false
  }
}

export function prototypesOf(object) {
  const prototype = Object.getPrototypeOf(object)
  return prototype === null ? [] : [prototype, ...prototypesOf(prototype)]
}

// Ports, times and ids.
export function withoutNumbers(text) {
  return text.replaceAll(/\d+/g, '#')
}
