import { pace } from './load.mjs'
import { startServer } from './server.mjs'
import { quantile } from './statistics.mjs'

/** Seconds before a step is measured: the budget reacts to a change of load within one. */
const settling = 1.5

/** What each variant costs at each rate of requests a second, and how many of its reports were exact. */
export async function measureRamp({ node, workload, variants, rates, seconds }) {
  const steps = []
  const servers = {}
  for (const variant of variants) {
    servers[variant] = await startServer(node, workload, variant)
    await pace(servers[variant].port, rates.at(-1), 3)
  }
  for (const rate of rates) {
    for (const variant of variants) {
      const server = servers[variant]
      await pace(server.port, rate, settling)
      const before = await server.usage()
      const start = performance.now()
      const latencies = await pace(server.port, rate, seconds)
      const elapsed = performance.now() - start
      const after = await server.usage()
      const all = after.reports.all - before.reports.all
      steps.push({
        variant,
        asked: rate,
        rate: Math.round((latencies.length / elapsed) * 1000),
        cpu: (after.cpu - before.cpu) / latencies.length,
        core: (after.cpu - before.cpu) / elapsed / 10,
        p99: quantile(latencies, 0.99),
        rss: after.rss,
        level: after.level,
        reports: all,
        exact: all === 0 ? undefined : (after.reports.exact - before.reports.exact) / all,
      })
    }
  }
  for (const server of Object.values(servers)) await server.stop()
  return steps
}
