// What a program can see of its own process before there is a conflict.
import diagnostics from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { exchange } from './exchange.mjs'

export const table = {
  'how often a process listens for its exit': () => process.listenerCount('exit'),
  'what a process listens for when it has responded': async () => {
    await exchange((_req, res) => res.end('done'))
    return process.eventNames().map(name => [String(name), process.listenerCount(name)])
  },
  'the properties of Error': () => inspect(Object.getOwnPropertyDescriptors(Error), { showHidden: true }),
  'the names of globalThis': () => Reflect.ownKeys(globalThis).map(String),
  'the names in the environment': () => Object.keys(process.env),
  'the arguments of the program': () => process.argv.slice(2),
  'the exit code': () => String(process.exitCode),
  'what keeps the process alive': () => process.getActiveResourcesInfo(),
  'the listeners for responses': () =>
    ['http.server.response.created', 'http.server.response.finish'].map(diagnostics.hasSubscribers),
  'how often its own functions that capture and format stacks are used': async () => {
    const before = Object.getOwnPropertyDescriptors(Error)
    const used = []
    for (const name of ['captureStackTrace', 'prepareStackTrace'])
      Error[name] = (...given) => {
        used.push(name)
        return before[name].value(...given)
      }
    await exchange((_req, res) => res.end('done'))
    Object.defineProperties(Error, before)
    return used
  },
}
