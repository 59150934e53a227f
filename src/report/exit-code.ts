import { unlinkSync, writeFileSync } from 'node:fs'
import { BroadcastChannel, isMainThread, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { Undo } from '../capture/patch'
import { listen } from '../capture/process-listener'
import type { SharedVerdict } from '../shared-verdict'
import { warn } from './output'

/** Whether the process exits with 1, where it would have with 0. */
export interface Verdict {
  /** Makes it fail. */
  fail(): void
  /** Sets the exit code, at the end of the process: the application does not see it change before. */
  settle(): void
  stop: Undo
}

const channel = 'headers-trace:strict'

/**
 * The verdict on a process, all its threads and, in the first process of a run, on those that it has started: a test runner's workers,
 * whose exit codes the runner takes for its own business. The exit code of a worker thread stays the application's own, which may
 * take another one for a crash.
 */
export function verdictOnProcess({ file, isFirst, end }: SharedVerdict): Verdict {
  if (!isMainThread) return { fail: failInMainThread, settle: () => {}, stop: () => {} }

  let [hasFailed, isSettled] = [false, false]
  const workers = new BroadcastChannel(channel)
  const fail = () => {
    if (!hasFailed && !isFirst) mark(file)
    hasFailed = true
  }
  workers.onmessage = fail
  workers.unref()
  const settle = () => {
    // What has come since the event loop last turned.
    // Node takes a channel as well: https://nodejs.org/docs/latest-v20.x/api/worker_threads.html#workerreceivemessageonportport
    if (receiveMessageOnPort(workers as unknown as MessagePort) !== undefined) fail()
    if (isFirst && !hasFailed && isMarked(file)) {
      hasFailed = true
      warn('the run fails: a process that it has started saw a conflict')
    }
    if (hasFailed) failProcess(isSettled)
    isSettled ||= hasFailed
  }
  listen('exit', settle)
  // Others set the exit code when the process ends, too: mocha does, to the number of its failures. Who is last has the say.
  const settleLast = () => {
    process.removeListener('exit', settle)
    listen('exit', settle)
  }
  listen('beforeExit', settleLast)
  return {
    fail,
    settle,
    stop: () => {
      process.removeListener('exit', settle)
      process.removeListener('beforeExit', settleLast)
      workers.close()
      end()
    },
  }
}

// After `process.exit()` the listeners for the exit are at work already, and Node ends the process by this method, which it looks up
// for the sake of those who patch it: https://github.com/nodejs/node/blob/v24.21.0/lib/internal/process/per_thread.js
function failProcess(isPatched: boolean): void {
  // An exit code may be a text.
  if (!Number(process.exitCode)) process.exitCode = 1
  const ending = process as { reallyExit?: (code?: number) => void }
  const { reallyExit } = ending
  if (reallyExit !== undefined && !isPatched) ending.reallyExit = code => reallyExit.call(process, code || 1)
}

function mark(file: string): void {
  try {
    writeFileSync(file, '', { mode: 0o600, flag: 'a' })
  } catch {
    // Nothing may be written here: the exit code of this process alone says it.
  }
}

function isMarked(file: string): boolean {
  try {
    unlinkSync(file)
    return true
  } catch {
    return false
  }
}

function failInMainThread(): void {
  const main = new BroadcastChannel(channel)
  main.postMessage('failed')
  main.close()
}
