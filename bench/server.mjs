import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { variants } from './variants.mjs'

const file = fileURLToPath(new URL('serve.cjs', import.meta.url))

/** Starts a server in a process of its own, which listens to conflicts and counts them, unless it is `unheard`. */
export async function startServer(node, workload, variant, unheard = false) {
  const { preloads, environment = {} } = variants[variant]
  const child = fork(file, [workload, ...(unheard ? ['unheard'] : [])], {
    execPath: node,
    execArgv: preloads().flatMap(module => ['--require', module]),
    env: { ...process.env, HEADERS_TRACE_OUTPUT: '/dev/null', ...environment },
  })
  const ended = once(child, 'exit')
  const ready = Promise.race([once(child, 'message'), ended])
  const [{ port } = {}] = await ready
  if (port === undefined) throw new Error(`the server of ${workload}, ${variant}, has not started`)
  return {
    port,
    /** CPU microseconds since the start; bytes resident, and bytes of the heap, at the end after garbage collection. */
    usage: async (isFinal = false) => {
      const response = once(child, 'message')
      child.send({ isFinal })
      return (await response)[0]
    },
    /** Does jobs that are for no request, and gives the CPU microseconds meanwhile. */
    work: async jobs => {
      const response = once(child, 'message')
      child.send({ jobs })
      return (await response)[0].cpu
    },
    stop: async () => {
      child.kill()
      await ended
    },
  }
}
