import http from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { startServer } from './server.mjs'
import { median } from './statistics.mjs'
import { compare } from './turns.mjs'

/** Milliseconds between two requests meanwhile: a health check, and nothing else. */
const pause = 200

/**
 * What work between requests costs in each variant, that is for no request: a queue whose jobs parse JSON and await. One variant after
 * the other does the same jobs, while a request comes now and then.
 */
export async function measureBackground({ node, variants, rounds, turns, jobs }) {
  const { results, resolution } = await compare({
    variants,
    rounds,
    turns,
    start: async variant => {
      const server = await startServer(node, 'background', variant)
      await takeTurn(server, jobs)
      return server
    },
    take: async server => ({ cost: (await takeTurn(server, jobs)) / jobs }),
    stop: server => server.stop(),
  })
  const rows = Object.entries(results).map(([variant, { turns, ratio, error }]) => [
    variant,
    { cost: median(turns.map(({ cost }) => cost)), ratio, error },
  ])
  return { results: Object.fromEntries(rows), resolution }
}

/** CPU microseconds of so many jobs. */
async function takeTurn(server, jobs) {
  let isOver = false
  const worked = server.work(jobs).finally(() => {
    isOver = true
  })
  while (!isOver) {
    await ask(server.port)
    await delay(pause)
  }
  return worked
}

function ask(port) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, host: '127.0.0.1' }, response => response.resume().on('end', resolve))
    request.on('error', reject)
  })
}
