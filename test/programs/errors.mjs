// What a program can learn of the errors that Node makes for operations that come too late.
import http from 'node:http'
import { inspect } from 'node:util'
import { exchange } from './exchange.mjs'
import { bodyOperations, headerOperations } from './late-operations.mjs'

export const limits = {
  'the default stack trace limit': () => {},
  'a stack trace limit of 0': () => {
    Error.stackTraceLimit = 0
  },
  'a stack trace limit of 3': () => {
    Error.stackTraceLimit = 3
  },
  'an infinite stack trace limit': () => {
    Error.stackTraceLimit = Number.POSITIVE_INFINITY
  },
  'a stack trace limit that is no number': () => {
    Error.stackTraceLimit = '3'
  },
  'no stack trace limit': () => {
    delete Error.stackTraceLimit
  },
}

export const formatters = {
  'a formatter of stacks that returns a line': () => {
    Error.prepareStackTrace = (error, calls) => [error.message, ...calls.map(nameOf)].join(' < ')
  },
  'a formatter of stacks that returns the calls': () => {
    Error.prepareStackTrace = (_error, calls) => calls.map(nameOf)
  },
}

const nameOf = call => `${call.getFunctionName()}:${call.getLineNumber()}`

export const table = {}

for (const [name, operate] of Object.entries(headerOperations))
  table[`${name} of an outgoing request`] = () => outgoing(sent => refusalOf(() => operate(sent)))

for (const [name, operate] of Object.entries(bodyOperations))
  table[`${name} of an outgoing request`] = () => outgoing(sent => emissionOf(sent, operate))

for (const [situation, arrange] of Object.entries({ ...limits, ...formatters })) {
  for (const [name, operate] of Object.entries(headerOperations))
    table[`${name} under ${situation}`] = () => respond(arrange, res => refusalOf(() => operate(res)))

  for (const [name, operate] of Object.entries(bodyOperations))
    table[`${name} under ${situation}`] = () => respond(arrange, res => emissionOf(res, operate))
}

for (const [name, operate] of Object.entries(bodyOperations))
  table[`the stack and the arguments of the callback of ${name}`] = () =>
    respond(
      () => {},
      res =>
        new Promise(resolve => {
          res.once('error', () => {})
          operate(res, (...given) => resolve([given.map(String), new Error('here').stack]))
        }),
    )

// The head is sent and the response has ended, in this very turn.
async function respond(arrange, observe) {
  const before = Object.getOwnPropertyDescriptors(Error)
  try {
    const { returned } = await exchange((_req, res) => {
      res.end('first')
      arrange()
      return observe(res)
    })
    return { ...returned[0], limit: inspect(Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')) }
  } finally {
    Reflect.deleteProperty(Error, 'prepareStackTrace')
    Object.defineProperties(Error, before)
  }
}

// The request is sent and has ended, in this very turn.
async function outgoing(observe) {
  const server = http.createServer((_req, res) => res.end())
  await new Promise(resolve => server.listen(0, 'localhost', resolve))
  const sent = http.request({ port: server.address().port, host: 'localhost', agent: false })
  const closed = new Promise(resolve => sent.once('close', resolve))
  sent.once('response', response => response.resume())
  sent.end()
  const observation = await observe(sent)
  await closed
  await new Promise(resolve => server.close(resolve))
  return observation
}

export function refusalOf(operate) {
  try {
    return { returned: typeof deeply(30, operate) }
  } catch (error) {
    return traitsOf(error)
  }
}

async function emissionOf(message, operate) {
  const emitted = new Promise(resolve => message.once('error', resolve))
  const given = new Promise(resolve => {
    deeply(30, () => operate(message, resolve))
  })
  const error = await given
  return { isGivenAndEmitted: error === (await emitted), ...traitsOf(error) }
}

export function deeply(calls, operate) {
  return calls === 0 ? operate() : deeply(calls - 1, operate)
}

export function traitsOf(error) {
  const { enumerable, configurable, writable, get, set } = Object.getOwnPropertyDescriptor(error, 'stack')
  const traits = {
    text: attempt(() => String(error)),
    stack: attempt(() => error.stack),
    keys: Reflect.ownKeys(error).filter(key => key !== 'cause'),
    enumerable: { ...error },
    prototype: inspect(Object.getPrototypeOf(error)),
    constructor: error.constructor.name,
    stackProperty: inspect({ enumerable, configurable, writable, get, set }),
  }
  // The one addition, which is not there to be enumerated.
  Reflect.deleteProperty(error, 'cause')
  return { ...traits, inspected: attempt(() => inspect(error, { showHidden: true })) }
}

function attempt(read) {
  try {
    return read() ?? null
  } catch (error) {
    return { thrown: String(error) }
  }
}
