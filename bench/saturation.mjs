import { pace, saturate } from './load.mjs'
import { startServer } from './server.mjs'
import { median, quantile } from './statistics.mjs'

/** Seconds of full load before each measurement: by then the preload has noticed. */
const settling = 0.5
const warmUp = 3

/**
 * What each variant of a workload costs at saturation. The servers are all there from the beginning, warmed up, and are
 * loaded in turn for a second at a time: what slows the machine for a while slows them all. A turn's ratio is to the mean
 * of the first variant's turns right before and after it.
 */
export async function measureSaturation({ node, workload, variants, rounds, seconds }) {
  const servers = {}
  for (const variant of variants) {
    servers[variant] = await startServer(node, workload, variant)
    // Idle and at a low rate the preload allows itself everything: what that leaves behind is measured, too.
    await pace(servers[variant].port, 20, 0.5)
    await saturate(servers[variant].port, warmUp)
  }

  const turns = Object.fromEntries(variants.map(variant => [variant, []]))
  const [reference, ...others] = variants
  turns[reference].push(await turn(servers[reference], seconds))
  for (let round = 0; round < rounds; round++) {
    // What runs first in a round is not always the same.
    for (const variant of round % 2 === 0 ? others : others.toReversed())
      turns[variant].push(await turn(servers[variant], seconds))
    turns[reference].push(await turn(servers[reference], seconds))
  }

  const results = {}
  for (const variant of variants) {
    const { rss, heap, level } = await servers[variant].usage(true)
    await servers[variant].stop()
    results[variant] = {
      ...summary(turns[variant], ratiosTo(turns[reference], turns[variant])),
      rss,
      heap,
      level,
    }
  }
  return results
}

async function turn(server, seconds) {
  await saturate(server.port, settling)
  const before = await server.usage()
  const latencies = await saturate(server.port, seconds)
  const after = await server.usage()
  return {
    cpu: (after.cpu - before.cpu) / latencies.length,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  }
}

function ratiosTo(reference, turns) {
  if (turns === reference) return reference.map(() => 1)
  return turns.map(({ cpu }, round) => (2 * cpu) / (reference[round].cpu + reference[round + 1].cpu))
}

function summary(turns, ratios) {
  return {
    cpu: median(turns.map(turn => turn.cpu)),
    p50: median(turns.map(turn => turn.p50)),
    p99: median(turns.map(turn => turn.p99)),
    ratio: median(ratios),
    spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  }
}
