// Crashes by an operation that comes too late and whose error no one catches: `node crash.mjs setHeader`.
import { once } from 'node:events'
import http from 'node:http'
import { connect } from 'node:net'
import { request } from './exchange.mjs'
import { bodyOperations, headerOperations } from './late-operations.mjs'

const operate = { ...headerOperations, ...bodyOperations }[process.argv[2]]

const situations = {
  'no-limit': () => delete Error.stackTraceLimit,
  'limit-0': () => {
    Error.stackTraceLimit = 0
  },
  formatter: () => {
    Error.prepareStackTrace = (error, calls) => `${error.message} (${calls.length} calls)`
  },
  handled: () => {
    process.on('uncaughtException', (error, origin) => {
      console.log(origin, error.stack)
      process.exitCode = 7
    })
  },
}

const server = http.createServer(function respond(_req, res) {
  server.close()
  res.end('first')
  situations[process.argv[3]]?.()
  operate(res)
})
await once(server.listen(0, 'localhost'), 'listening')
connect(server.address().port, 'localhost').end(request()).resume()
