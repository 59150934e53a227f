import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** The most searches: a process may start another before it is killed. */
const maxPasses = 50

/** Milliseconds between two searches. */
const pause = 10

/**
 * Kills the processes that a command has left running. A daemon has left the command's process group but keeps its environment, so they
 * are found by a variable whose value no other process has. Linux only: elsewhere they keep running.
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

/** Empty for a process that has ended or belongs to another user. */
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
