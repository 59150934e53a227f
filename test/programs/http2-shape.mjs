// What a program can see of Node's classes for HTTP/2, of a response and of its stream.
import http2 from 'node:http2'
import { Socket } from 'node:net'
import { inspect } from 'node:util'
import { exchange2 } from './http2-exchange.mjs'
import {
  membersOf,
  moments,
  prototypesOf,
  traitsOfFunction,
  traitsOfProperty,
  withoutNumbers,
} from './shape.mjs'

export const table = {}

// The classes are looked at when there has been a stream, which leads to the one that is not exported.
const prototypes = {
  Http2ServerResponse: () => http2.Http2ServerResponse.prototype,
  Http2ServerRequest: () => http2.Http2ServerRequest.prototype,
  ServerHttp2Stream: stream => Object.getPrototypeOf(stream),
  Http2Stream: stream => Object.getPrototypeOf(Object.getPrototypeOf(stream)),
  ServerHttp2Session: stream => Object.getPrototypeOf(stream.session),
  Socket: () => Socket.prototype,
}

const looking = look => async () => {
  const { returned } = await exchange2((_req, res) => look(res))
  return returned[0]
}

for (const [name, prototypeOf] of Object.entries(prototypes)) {
  const of = look => looking(res => look(prototypeOf(res.stream)))
  Object.assign(table, {
    [`the keys of ${name}.prototype and their order`]: of(prototype =>
      Reflect.ownKeys(prototype).map(String),
    ),
    [`the properties of ${name}.prototype`]: of(prototype => membersOf(prototype, traitsOfProperty)),
    [`the functions of ${name}.prototype`]: of(prototype => membersOf(prototype, traitsOfFunction)),
  })
}

for (const [moment, reach] of Object.entries(moments)) {
  for (const [name, get] of Object.entries({ response: res => res, stream: res => res.stream })) {
    const of = look =>
      looking(res => {
        reach(res)
        return look(get(res))
      })
    Object.assign(table, {
      [`the keys of ${moment}: its ${name}`]: of(it => Reflect.ownKeys(it).map(String)),
      [`the properties of ${moment}: its ${name}`]: of(it => membersOf(it, traitsOfProperty)),
      [`how ${moment} is inspected: its ${name}`]: of(it => withoutNumbers(inspect(it, { depth: 1 }))),
      [`the prototypes of ${moment}: its ${name}`]: of(it =>
        prototypesOf(it).map(prototype => inspect(prototype, { depth: 0 })),
      ),
    })
  }
}

Object.assign(table, {
  'respond is what Node calls by a symbol': looking(({ stream }) => {
    const symbols = Object.getOwnPropertySymbols(Object.getPrototypeOf(stream))
    return symbols.map(symbol => [String(symbol), stream[symbol] === stream.respond])
  }),
  'the names that http2 exports': () => Reflect.ownKeys(http2).map(String),
})
