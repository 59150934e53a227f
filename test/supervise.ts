import type { ChildProcess } from 'node:child_process'

/** Milliseconds after which a program hangs, and is stopped. */
const hangs = 200_000

/** How a process ended: its exit code, or the signal that ended it. */
export interface Ending {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Waits for the end of a process, which ends with the tests at the latest. Rejects where it hangs. */
export function supervise(child: ChildProcess, title: string): Promise<Ending> {
  running.add(child)
  return new Promise((resolve, reject) => {
    let hasHung = false
    const watchdog = setTimeout(() => {
      hasHung = true
      child.kill('SIGKILL')
    }, hangs)
    child.once('error', reject)
    child.once('close', (exitCode, signal) => {
      clearTimeout(watchdog)
      running.delete(child)
      if (hasHung) reject(new Error(`${title} did not end`))
      else resolve({ exitCode, signal })
    })
  })
}
