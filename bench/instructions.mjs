import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { variants } from './variants.mjs'

const run = promisify(execFile)
const program = fileURLToPath(new URL('in-process.cjs', import.meta.url))

/** Requests after which a program is warm, and how many are counted. Those that await or call back take many times as long. */
const warm = 2000
const counted = 3000
const slowness = { awaits: 2, callbacks: 5 }

/** So small a budget is used up at once, and for good: time passes slowly where instructions are counted. */
const saturated = { HEADERS_TRACE_BUDGET: '0.0001' }

/**
 * Instructions of the user's space that a request takes in each variant, by valgrind: the difference between two runs, of which one serves
 * more requests. V8 uses one thread, and no random numbers. So two counts of raw http differ by 0.01 percent, on a busy machine too;
 * those of Express by several, as V8 compiles it at other times.
 */
export async function countInstructions({ node, workload, variants: names }) {
  const results = {}
  for (const variant of names) {
    const requests = [warm, warm + counted].map(count => Math.round(count / (slowness[workload] ?? 1)))
    const [few, many] = [
      await count(node, workload, variant, requests[0]),
      await count(node, workload, variant, requests[1]),
    ]
    results[variant] = (many - few) / (requests[1] - requests[0])
  }
  return results
}

async function count(node, workload, variant, requests) {
  const { preloads, environment = saturated } = variants[variant]
  const valgrind = [
    '--tool=cachegrind',
    '--cache-sim=no',
    '--cachegrind-out-file=/dev/null',
    '--smc-check=all-non-file',
  ]
  const flags = ['--single-threaded', '--hash-seed=1', '--random-seed=1']
  const preloaded = preloads().flatMap(module => ['--require', module])
  const { stderr } = await run(
    'valgrind',
    [...valgrind, node, ...flags, ...preloaded, program, workload, `${requests}`],
    {
      env: { ...process.env, HEADERS_TRACE_OUTPUT: '/dev/null', ...environment },
    },
  )
  return Number(/I\s+refs:\s+([\d,]+)/.exec(stderr)[1].replaceAll(',', ''))
}
