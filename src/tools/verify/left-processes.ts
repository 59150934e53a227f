import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** Times that processes are looked for: one that is ended may have started another. */
const maxPasses = 50

/** Milliseconds between two of them. */
const pause = 10

/**
 * Ends the processes that a command has left behind, a daemon too, which is in no group of the command any more. They are known by a
 * variable of their environment that no other process has. Only Linux shows that; elsewhere they go on.
 */
export async function endProcessesWith(name: string, value: string): Promise<void> {
  for (let pass = 0; pass < maxPasses; pass++) {
    const left = processesWith(`${name}=${value}`)
    if (left.length === 0) return
    for (const pid of left) end(pid)
    await wait(pause)
  }
}

function processesWith(variable: string): number[] {
  return processIds().filter(pid => pid !== process.pid && environmentOf(pid).includes(variable))
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

/** Empty for one that has ended, or is another user's. */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
