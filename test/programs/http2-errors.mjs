// What a program can learn of the errors that Node makes for operations that come too late over HTTP/2.
import { once } from 'node:events'
import { inspect } from 'node:util'
import { deeply, formatters, limits, refusalOf, traitsOf } from './errors.mjs'
import { exchange2 } from './http2-exchange.mjs'
import { headerOperations } from './late-operations.mjs'

const { setHeader, appendHeader, removeHeader, writeHead } = headerOperations

const operations = {
  setHeader,
  appendHeader,
  removeHeader,
  writeHead,
  respond: res => res.stream.respond({ ':status': 500 }),
  respondWithFD: res => res.stream.respondWithFD(0),
  respondWithFile: res => res.stream.respondWithFile('nowhere'),
  additionalHeaders: res => res.stream.additionalHeaders({ ':status': 103 }),
}

export const table = {}

for (const [situation, arrange] of Object.entries({ ...limits, ...formatters })) {
  for (const [name, operate] of Object.entries(operations))
    table[`${name} under ${situation}`] = () => respond(arrange, res => refusalOf(() => operate(res)))

  table[`write under ${situation}`] = () => respond(arrange, lateWrite)
}

for (const [name, operate] of Object.entries(operations))
  table[`${name} when the stream has closed`] = () =>
    respond(
      () => {},
      async res => {
        await once(res.stream, 'close')
        return refusalOf(() => operate(res))
      },
    )

// The callback gets it, and then the stream emits it.
async function lateWrite(res) {
  const emitted = once(res.stream, 'error')
  const given = await new Promise(resolve => {
    deeply(30, () => res.write('late', resolve))
  })
  const [error] = await emitted
  return { isGivenAndEmitted: given === error, ...traitsOf(given) }
}

async function respond(arrange, observe) {
  const before = Object.getOwnPropertyDescriptors(Error)
  try {
    const { returned, received } = await exchange2((_req, res) => {
      res.end('first')
      arrange()
      return observe(res)
    })
    return {
      ...returned[0],
      received,
      limit: inspect(Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')),
    }
  } finally {
    Reflect.deleteProperty(Error, 'prepareStackTrace')
    Object.defineProperties(Error, before)
  }
}
