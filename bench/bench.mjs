// What headers-trace costs at saturation: `npm run bench`; options below.
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { compare } from './compare.mjs'
import { ours, peers, variants } from './variants.mjs'
import workloads from './workloads.cjs'

const { values } = parseArgs({
  options: {
    /** The Node whose servers are measured. */
    node: { type: 'string', default: process.execPath },
    /** Names with commas between them. */
    workloads: { type: 'string', default: 'raw,express,koa,fastify,awaits,callbacks' },
    variants: { type: 'string' },
    /** Measures longjohn and trace too. */
    peers: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    /** Requests measured in a round; each workload has its own default. */
    requests: { type: 'string' },
  },
})

const listed = (text, known, what) =>
  text.split(',').map(name => {
    if (!Object.hasOwn(known, name)) throw new Error(`no ${what} ${name}: ${Object.keys(known).join(', ')}`)
    return name
  })

const version = execFileSync(values.node, ['--version'], { encoding: 'utf8' }).trim()
console.log(`Node ${version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim()})`)

await compare({
  node: values.node,
  names: listed(values.workloads, workloads.servers, 'workload'),
  variants: listed(values.variants ?? [...ours, ...(values.peers ? peers : [])].join(), variants, 'variant'),
  rounds: Number(values.rounds),
  requests: values.requests === undefined ? undefined : Number(values.requests),
  print: console.log,
})
