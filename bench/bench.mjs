// What headers-trace costs: `npm run bench`; options below.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { measureBackground } from './background.mjs'
import { countInstructions } from './instructions.mjs'
import { plotOf } from './plot.mjs'
import { measureRamp } from './ramp.mjs'
import { measureSaturation } from './saturation.mjs'
import { tableOfBackground, tableOfInstructions, tableOfRamp, tableOfSaturation } from './table.mjs'
import { own, peers, variants } from './variants.mjs'
import workloads from './workloads.cjs'

const { values } = parseArgs({
  options: {
    /** The Node whose servers are measured. */
    node: { type: 'string', default: process.execPath },
    /** Names with commas between them. */
    workloads: { type: 'string' },
    variants: { type: 'string' },
    /** Measures longjohn, trace and OpenTelemetry too. */
    peers: { type: 'boolean', default: false },
    /** Processes of each variant, turns of each process, and the seconds of a turn. */
    rounds: { type: 'string', default: '5' },
    turns: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '0.3' },
    /** Counts instructions instead, by valgrind: the same on a busy machine. */
    instructions: { type: 'boolean', default: false },
    /** Raises the load step by step instead. */
    ramp: { type: 'boolean', default: false },
    rates: { type: 'string', default: '25,50,100,200,400,800,1600,3200' },
    /** Nobody listens to conflicts, as in most processes: then the reports are not counted. */
    unheard: { type: 'boolean', default: false },
    /** Draws the steps into a file. */
    plot: { type: 'string' },
  },
})

function defaultWorkloads() {
  if (values.ramp) return 'twice'
  if (values.instructions) return 'raw'
  return 'raw,express,koa,fastify,awaits,callbacks,background'
}

const listed = (text, known, what) =>
  text.split(',').map(name => {
    if (!Object.hasOwn(known, name)) throw new Error(`no ${what} ${name}: ${Object.keys(known).join(', ')}`)
    return name
  })

const { node } = values
const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
const machine = `Node ${version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim()})`
console.log(machine)

const names = listed(values.workloads ?? defaultWorkloads(), workloads.servers, 'workload')
const compared = listed(
  values.variants ?? [...own, ...(values.peers ? peers : [])].join(),
  variants,
  'variant',
)
const seconds = Number(values.seconds)
const [rounds, turns] = [Number(values.rounds), Number(values.turns)]
for (const workload of names) {
  if (values.instructions) {
    console.log(
      tableOfInstructions(workload, await countInstructions({ node, workload, variants: compared })),
    )
  } else if (workload === 'background') {
    const jobs = Math.round(100_000 * seconds)
    const variants = ['bare', 'again', 'default']
    console.log(tableOfBackground(await measureBackground({ node, variants, rounds, turns, jobs })))
  } else if (values.ramp) {
    const rates = values.rates.split(',').map(Number)
    const { unheard } = values
    const steps = await measureRamp({ node, workload, variants: compared, rates, seconds, rounds, unheard })
    console.log(tableOfRamp(workload, steps))
    if (values.plot !== undefined) writeFileSync(values.plot, plotOf(steps, machine))
  } else {
    const found = await measureSaturation({ node, workload, variants: compared, rounds, turns, seconds })
    console.log(tableOfSaturation(workload, found))
  }
}
