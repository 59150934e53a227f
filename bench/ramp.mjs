import { pace } from './load.mjs'
import { startServer } from './server.mjs'
import { median, quantile } from './statistics.mjs'

/** Seconds before a step is measured: the budget reacts to a change of load within one. */
const settling = 1.5

/**
 * What each variant costs at each rate of requests a second, and how many of its reports were exact: each the median of the rounds, in
 * which the variants take turns.
 */
export async function measureRamp({ node, workload, variants, rates, seconds, rounds, unheard }) {
  const steps = []
  const servers = {}
  for (const variant of variants) {
    servers[variant] = await startServer(node, workload, variant, unheard)
    await pace(servers[variant].port, rates.at(-1), 3)
  }
  for (const rate of rates) {
    const taken = Object.fromEntries(variants.map(variant => [variant, []]))
    for (let round = 0; round < rounds; round++)
      for (const variant of round % 2 === 0 ? variants : variants.toReversed())
        taken[variant].push(await takeStep(servers[variant], rate, seconds))
    for (const variant of variants) steps.push({ variant, asked: rate, ...middleOf(taken[variant]) })
  }
  for (const server of Object.values(servers)) await server.stop()
  return steps
}

async function takeStep(server, rate, seconds) {
  await pace(server.port, rate, settling)
  const before = await server.usage()
  const start = performance.now()
  const latencies = await pace(server.port, rate, seconds)
  const elapsed = performance.now() - start
  const after = await server.usage()
  return {
    rate: Math.round((latencies.length / elapsed) * 1000),
    cpu: (after.cpu - before.cpu) / latencies.length,
    core: (after.cpu - before.cpu) / elapsed / 10,
    p99: quantile(latencies, 0.99),
    rss: after.rss,
    level: after.level,
    followed: (after.followed - before.followed) / (after.time - before.time),
    reports: after.reports.all - before.reports.all,
    exactReports: after.reports.exact - before.reports.exact,
  }
}

function middleOf(steps) {
  const sum = name => steps.reduce((all, step) => all + step[name], 0)
  const middles = ['rate', 'cpu', 'core', 'p99', 'rss', 'followed'].map(name => [
    name,
    median(steps.map(step => step[name])),
  ])
  const reports = sum('reports')
  return {
    ...Object.fromEntries(middles),
    level: steps.at(-1).level,
    reports,
    exact: reports === 0 ? undefined : sum('exactReports') / reports,
  }
}
