import { pace, saturate } from './load.mjs'
import { startServer } from './server.mjs'
import { median, quantile, spread } from './statistics.mjs'
import workloads from './workloads.cjs'

/** Measures each variant of each workload in turn, round after round, and prints what it cost against bare. */
export async function compare({ node, names, variants, rounds, requests, print }) {
  for (const workload of names) {
    const measured = Object.fromEntries(variants.map(variant => [variant, []]))
    for (let round = 0; round < rounds; round++)
      for (const variant of inTurn(variants, round))
        measured[variant].push(
          await measure(node, workload, variant, requests ?? workloads.requests[workload]),
        )
    for (const line of tableOf(workload, measured)) print(line)
  }
}

// What runs first in a round is not always the same.
const inTurn = (values, round) => (round % 2 === 0 ? values : values.toReversed())

async function measure(node, workload, variant, requests) {
  const server = await startServer(node, workload, variant)
  // Warmed up until V8 has compiled what is hot; then idle and at a low rate, in which the preload allows itself
  // everything; then saturated for long enough that the preload has noticed.
  await saturate(server.port, requests)
  await pace(server.port, 20, 0.5)
  await saturate(server.port, requests / 2)

  const before = await server.usage()
  const latencies = await saturate(server.port, requests)
  const after = await server.usage()
  await server.stop()
  return {
    cpu: (after.cpu - before.cpu) / requests,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    rss: after.rss / 1e6,
    heap: after.heap / 1e6,
    level: after.level,
  }
}

function tableOf(workload, measured) {
  const [reference] = Object.keys(measured)
  const head = `| ${workload} | CPU/request | × ${reference}: median | min – max | p50 | p99 | RSS | heap | level |`
  const rows = Object.entries(measured).map(([variant, results]) => {
    const middle = key => median(results.map(result => result[key]))
    const ratios = spread(results.map((result, round) => result.cpu / measured[reference][round].cpu))
    return [
      variant,
      `${middle('cpu').toFixed(1)} µs`,
      ratios.median.toFixed(3),
      `${ratios.least.toFixed(2)} – ${ratios.greatest.toFixed(2)}`,
      `${middle('p50').toFixed(2)} ms`,
      `${middle('p99').toFixed(2)} ms`,
      `${middle('rss').toFixed(0)} MB`,
      `${middle('heap').toFixed(1)} MB`,
      /default|full/.test(variant) ? middle('level') : '',
    ]
  })
  return ['', head, head.replace(/[^|]+/g, '---'), ...rows.map(row => `| ${row.join(' | ')} |`)]
}
