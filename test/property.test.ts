import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { array, assert, asyncProperty, constantFrom } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { node, nodeMajor, register } from './program'
import { programOf } from './run-table'

const steps = [
  'setHeader',
  'appendHeader',
  'removeHeader',
  'writeHead',
  'flushHeaders',
  'write',
  'endWithBody',
  'end',
  'writeContinue',
  'writeEarlyHints',
  'addTrailers',
  'destroy',
  'turn',
  'closed',
] as const

type Step = (typeof steps)[number]

interface Report {
  readonly kind: string
  readonly operation: string
  readonly outcome: string
}

interface Observation {
  /** What came of each step, and what was emitted, in order. */
  readonly observed: readonly string[]
  readonly wire: string
  readonly reports: readonly Report[]
}

let without: ChildProcess
let withIt: ChildProcess

async function start(args: string[]): Promise<ChildProcess> {
  const child = fork(programOf('random-operations.mjs'), {
    execPath: node,
    execArgv: args,
    env: { PATH: process.env.PATH, HEADERS_TRACE_BUDGET: 'full', HEADERS_TRACE_OUTPUT: '/dev/null' },
  })
  await once(child, 'message')
  return child
}

beforeAll(async () => {
  ;[without, withIt] = await Promise.all([start([]), start(['--require', register])])
})

afterAll(() => {
  without?.kill()
  withIt?.kill()
})

async function run(child: ChildProcess, script: readonly Step[]): Promise<Observation> {
  child.send(script)
  const [observation] = await once(child, 'message')
  return observation as Observation
}

/** The first step that Node refuses or drops; what comes after it on the same response is the same mistake. */
function mistakeIn(script: readonly Step[]): { kind: string; operation: string } | undefined {
  let isSent = false
  let isEnded = false
  let isDestroyed = false
  for (const step of script)
    switch (step) {
      case 'setHeader':
      case 'appendHeader':
      case 'removeHeader':
        if (isSent) return { kind: 'headers', operation: step }
        break
      case 'writeHead':
        if (isSent) return { kind: 'headers', operation: step }
        isSent = true
        break
      case 'flushHeaders':
        isSent = true
        break
      case 'writeContinue':
      case 'writeEarlyHints':
        // Before Node 24 these wrote into the body of the response, and nothing said so.
        if (isSent && nodeMajor >= 24) return { kind: 'headers', operation: 'writeInformation' }
        break
      case 'write':
        if (isEnded) return { kind: 'body', operation: step }
        isSent ||= !isDestroyed
        break
      case 'endWithBody':
        if (isEnded) return { kind: 'body', operation: 'end' }
        isEnded = true
        isSent ||= !isDestroyed
        break
      case 'end':
        isSent = true
        isEnded = true
        break
      case 'destroy':
        isDestroyed = true
    }
  return undefined
}

/** What Node does about it: what it does not refuse is lost. */
function outcomeIn({ kind }: { kind: string }, { observed }: Observation): string {
  if (kind === 'headers') return 'threw'
  return observed.includes('error ERR_STREAM_WRITE_AFTER_END') ? 'emitted' : 'lost'
}

const script = array(constantFrom(...steps), { minLength: 1, maxLength: 10 })
const runs = { numRuns: 600, seed: Number(process.env.SEED ?? 20261122) }

test('whatever is done to a response in whatever order, the one mistake in it is reported, and nothing is different', async () => {
  await assert(
    asyncProperty(script, async script => {
      const [plain, traced] = await Promise.all([run(without, script), run(withIt, script)])
      expect({ observed: traced.observed, wire: traced.wire }).toEqual({
        observed: plain.observed,
        wire: plain.wire,
      })
      const mistake = mistakeIn(script)
      expect(traced.reports).toEqual(
        mistake === undefined ? [] : [{ ...mistake, outcome: outcomeIn(mistake, plain) }],
      )
      // Where the model sees no mistake, Node has refused nothing.
      if (mistake === undefined) expect(plain.observed.join()).not.toMatch(/threw|AFTER_END/)
    }),
    runs,
  )
})
