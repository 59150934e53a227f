// Load from outside: 20 keep-alive connections, one request at a time on each.
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'

const connections = 20

/** Makes requests for so many seconds, as fast as responses come. Gives the milliseconds that each took. */
export async function saturate(port, seconds) {
  const latencies = []
  const end = performance.now() + seconds * 1000
  stayAwake(end)
  await onConnections(port, async ask => {
    for (let start = performance.now(); start < end; start = performance.now()) {
      await ask()
      latencies.push(performance.now() - start)
    }
  })
  return latencies
}

// To wake a client that sleeps takes the server as long as a small response: a server that is a little slower finds more of them asleep.
function stayAwake(end) {
  if (performance.now() < end) setImmediate(stayAwake, end)
}

/** Makes that many requests a second for so many seconds, however long each takes, while a connection is free. */
export async function pace(port, rate, seconds) {
  const latencies = []
  const start = performance.now()
  let made = 0
  await onConnections(port, async ask => {
    while (made < rate * seconds) {
      const due = start + (made++ / rate) * 1000
      await until(due)
      await ask()
      latencies.push(performance.now() - due)
    }
  })
  return latencies
}

const until = time => new Promise(resolve => setTimeout(resolve, time - performance.now()))

async function onConnections(port, use) {
  const one = async number => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    await use(() => exchange(socket, pathOf(number)))
    socket.destroy()
  }
  await Promise.all(Array.from({ length: connections }, (_, number) => one(number)))
}

// Only the workload that responds twice distinguishes its routes.
const pathOf = number => `/${String.fromCharCode(97 + number)}/items/12`

function exchange(socket, path) {
  return new Promise((resolve, reject) => {
    let text = ''
    const onData = chunk => {
      text += chunk.latin1Slice()
      const head = text.indexOf('\r\n\r\n')
      const length = /content-length: (\d+)/i.exec(text)?.[1]
      if (head === -1 || text.length < head + 4 + Number(length)) return
      socket.off('data', onData).off('close', reject)
      if (text.startsWith('HTTP/1.1 200')) resolve()
      else reject(new Error(`got ${text}`))
    }
    socket.on('data', onData).on('close', reject)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  })
}
