import { BroadcastChannel, isMainThread, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { Undo } from '../capture/patch'
import { listen } from '../capture/process-listener'

/** Whether the process exits with 1, where it would have with 0. */
export interface Verdict {
  /** Says that it will. */
  fail(): void
  /** Makes it so, at its end: the application does not see its exit code change before. */
  settle(): void
  stop: Undo
}

const channel = 'headers-trace:strict'

/**
 * The verdict on a process and all its threads. The exit code of a worker thread stays the application's own, which may
 * take another one for a crash.
 */
export function verdictOnProcess(): Verdict {
  if (!isMainThread) return { fail: failInMainThread, settle: () => {}, stop: () => {} }

  let hasFailed = false
  const workers = new BroadcastChannel(channel)
  workers.onmessage = () => {
    hasFailed = true
  }
  workers.unref()
  const settle = () => {
    // What has come since the event loop last turned.
    hasFailed ||= receiveMessageOnPort(workers as unknown as MessagePort) !== undefined
    // An exit code may be a text.
    if (hasFailed && !Number(process.exitCode)) process.exitCode = 1
  }
  listen('exit', settle)
  return {
    fail: () => {
      hasFailed = true
    },
    settle,
    stop: () => {
      process.removeListener('exit', settle)
      workers.close()
    },
  }
}

function failInMainThread(): void {
  const main = new BroadcastChannel(channel)
  main.postMessage('failed')
  main.close()
}
