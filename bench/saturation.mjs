import { pace, saturate } from './load.mjs'
import { startServer } from './server.mjs'
import { median, quantile } from './statistics.mjs'
import { compare } from './turns.mjs'

/**
 * Seconds of full load before each measurement. A process rests while others have their turn, and the preload saves up for a second what
 * it may spend: by then it has spent that, and has settled on what it can afford.
 */
const settling = 1.5
const warmUp = 1.5
/** Requests a second, and seconds: a quiet server, and one that rests after a burst. */
const quiet = { rate: 20, seconds: 0.5 }

/** What each variant of a workload costs at saturation, and what memory it takes: before, and after all its bursts. */
export async function measureSaturation({ node, workload, variants, rounds, turns, seconds }) {
  const { results, resolution } = await compare({
    variants,
    rounds,
    turns,
    start: async variant => {
      const server = await startServer(node, workload, variant)
      // Idle and at a low rate the preload allows itself everything: what that leaves behind is measured, too.
      await pace(server.port, quiet.rate, quiet.seconds)
      const atRest = await server.usage()
      await saturate(server.port, warmUp)
      return { ...server, atRest }
    },
    take: server => takeTurn(server, seconds),
    stop: async server => {
      const { level } = await server.usage()
      await pace(server.port, quiet.rate, quiet.seconds)
      const afterBursts = await server.usage(true)
      await server.stop()
      return { atRest: server.atRest, afterBursts, level }
    },
  })
  const rows = Object.entries(results).map(([variant, result]) => [variant, summaryOf(result)])
  return { results: Object.fromEntries(rows), resolution }
}

async function takeTurn(server, seconds) {
  await saturate(server.port, settling)
  const before = await server.usage()
  const latencies = await saturate(server.port, seconds)
  const after = await server.usage()
  return {
    cost: (after.cpu - before.cpu) / latencies.length,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  }
}

function summaryOf({ turns, ratio, error, ends }) {
  const middle = read => median(ends.map(read))
  return {
    cost: median(turns.map(({ cost }) => cost)),
    p50: median(turns.map(({ p50 }) => p50)),
    p99: median(turns.map(({ p99 }) => p99)),
    ratio,
    error,
    rss: [middle(({ atRest }) => atRest.rss), middle(({ afterBursts }) => afterBursts.rss)],
    heap: middle(({ afterBursts }) => afterBursts.heap),
    level: ends.at(-1).level,
  }
}
