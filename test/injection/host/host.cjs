// The process in which programs are run, one after the other: it loads one when it is told to, says where it listens, and what
// became of it. `--oracle` has instrumented programs; without it, it is a plain process, under the preload.
const { subscribe } = require('node:diagnostics_channel')
const { Server } = require('node:net')
const { sep } = require('node:path')
const { pathToFileURL } = require('node:url')

const oracle = process.argv.includes('--oracle') ? require('../oracle/responses.cjs') : null

/** Milliseconds in which a program that was asked for the last time may go on. */
const settling = Number(process.env.SETTLING ?? 60)

let servers = []
let crashes = []
let onListening = () => {}

const responses = new Set()
subscribe('http.server.request.start', ({ response }) => responses.add(response))

// It would have ended the process: whoever waits for a response does not get it any more.
process.on('uncaughtException', error => {
  crashes.push(`${error?.name}: ${error?.message}`)
  for (const response of responses) if (!response.writableEnded) response.destroy()
})

const { listen } = Server.prototype
Server.prototype.listen = function (...given) {
  servers.push(this)
  if (oracle !== null) oracle.follow(this)
  this.once('listening', () => onListening(this.address().port))
  const callback = given.findLast(value => typeof value === 'function')
  return listen.call(this, 0, '127.0.0.1', ...(callback === undefined ? [] : [callback]))
}

// What a program leaves running must not be taken for the next one's. Under the preload nothing is patched: whose a report
// is, its file names say.
const intervals = []
if (oracle !== null) {
  const { setInterval } = globalThis
  globalThis.setInterval = (...given) => {
    const interval = setInterval(...given)
    intervals.push(interval)
    return interval
  }
}

const commands = {
  async load({ folder, entry }) {
    const listening = new Promise(resolve => {
      onListening = resolve
    })
    const patience = new Promise(resolve => setTimeout(resolve, 5000, null))
    const file = `${folder}${sep}${entry}`
    const load = () => (entry.endsWith('.mjs') ? import(pathToFileURL(file).href) : require(file))
    await (oracle === null ? load() : oracle.begin(load))
    return { port: await Promise.race([listening, patience]) }
  },

  // Once to let the turn end in which the response was sent, and once more after what that has brought about.
  async pause() {
    for (let left = 2; left > 0; left--) await new Promise(resolve => setTimeout(resolve, 2))
  },

  async finish({ folder }) {
    await new Promise(resolve => setTimeout(resolve, settling))
    for (const server of servers) {
      server.close()
      server.closeAllConnections?.()
    }
    for (const interval of intervals.splice(0)) clearInterval(interval)
    for (const file of Object.keys(require.cache))
      if (file.startsWith(folder + sep)) delete require.cache[file]
    const seen = { crashes, ...oracle?.end() }
    servers = []
    responses.clear()
    crashes = []
    return seen
  },

  exit() {
    process.exit()
  },
}

console.log = () => {}
console.error = () => {}
console.warn = () => {}

process.once('disconnect', () => process.exit())

process.on('message', async ({ id, command, ...given }) => {
  try {
    process.send({ id, result: await commands[command](given) })
  } catch (error) {
    process.send({ id, result: { failure: String(error?.stack ?? error) } })
  }
})
