import http from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { startServer } from './server.mjs'
import { median, quantile } from './statistics.mjs'

/** Milliseconds between two requests meanwhile: a health check, and nothing else. */
const pause = 200

/**
 * What work between requests costs in each variant, that is for no request: a queue whose jobs parse JSON and await. One variant after
 * the other does the same jobs, while a request comes now and then. A turn's ratio is to the mean of the first variant's turns right
 * before and after it.
 */
export async function measureBackground({ node, variants, rounds, jobs }) {
  const servers = {}
  for (const variant of variants) {
    servers[variant] = await startServer(node, 'background', variant)
    await turn(servers[variant], jobs)
  }
  const turns = Object.fromEntries(variants.map(variant => [variant, []]))
  const [reference, ...others] = variants
  turns[reference].push(await turn(servers[reference], jobs))
  for (let round = 0; round < rounds; round++) {
    for (const variant of round % 2 === 0 ? others : others.toReversed())
      turns[variant].push(await turn(servers[variant], jobs))
    turns[reference].push(await turn(servers[reference], jobs))
  }
  for (const server of Object.values(servers)) await server.stop()
  return Object.fromEntries(
    variants.map(variant => {
      const ratios = turns[variant].map((cpu, round) =>
        variant === reference ? 1 : (2 * cpu) / (turns[reference][round] + turns[reference][round + 1]),
      )
      const spread = [quantile(ratios, 0.25), quantile(ratios, 0.75)]
      return [variant, { cpu: median(turns[variant]) / jobs, ratio: median(ratios), spread }]
    }),
  )
}

/** CPU microseconds of so many jobs. */
async function turn(server, jobs) {
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
