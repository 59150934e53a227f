import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { register } from '../../../examples/run.mjs'
import { node } from '../../run-node'

const host = fileURLToPath(new URL('../host/host.cjs', import.meta.url))

/** A process that runs programs, one after the other. */
export interface Child {
  call<Result>(command: string, given?: object): Promise<Result>
  end(): Promise<void>
}

/** How programs are run: instrumented and watched by the oracle, or under the preload, which reports to `report`. */
export type Mode = { readonly kind: 'oracle' } | { readonly kind: 'traced'; readonly report: string }

/** Starts a process in a folder. */
export function startChild(directory: string, mode: Mode): Child {
  const isTraced = mode.kind === 'traced'
  const child = fork(host, isTraced ? [] : ['--oracle'], {
    cwd: directory,
    execPath: node,
    execArgv: isTraced ? ['--require', register] : [],
    env: {
      PATH: process.env.PATH,
      ...(isTraced && {
        HEADERS_TRACE_FORMAT: 'json',
        HEADERS_TRACE_BUDGET: 'full',
        HEADERS_TRACE_OUTPUT: mode.report,
      }),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return { call: caller(child), end: () => end(child) }
}

function caller(child: ChildProcess): Child['call'] {
  const waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>()
  let calls = 0
  child.on('message', ({ id, result }: { id: number; result: { failure?: string } }) => {
    const call = waiting.get(id)
    waiting.delete(id)
    if (result?.failure !== undefined) call?.reject(new Error(result.failure))
    else call?.resolve(result as never)
  })
  child.once('close', code => {
    for (const { reject } of waiting.values()) reject(new Error(`the process ended with ${code}`))
  })
  return (command, given = {}) =>
    new Promise((resolve, reject) => {
      const id = ++calls
      waiting.set(id, { resolve, reject })
      child.send({ id, command, ...given })
    })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}
