import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The child's stdio: ours, with an IPC channel where our parent gave us one. */
export function stdioOf(): SpawnOptions {
  if (process.send === undefined) return { stdio: 'inherit' }
  return { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], serialization: serializationOfParent() }
}

// Node removes the variable from `process.env` when it starts.
function serializationOfParent(): 'json' | 'advanced' {
  try {
    const isAdvanced = /(?:^|\0)NODE_CHANNEL_SERIALIZATION_MODE=advanced(?:\0|$)/
    return isAdvanced.test(readFileSync('/proc/self/environ', 'utf8')) ? 'advanced' : 'json'
  } catch {
    return 'json'
  }
}

/** Forwards IPC messages and disconnects in both directions. */
export function passMessages(child: ChildProcess): void {
  if (process.send === undefined) return
  // The other end may have closed.
  const ignore = () => {}
  child.on('message', (message, handle) => {
    if (process.connected) process.send?.(message, handle, {}, ignore)
  })
  process.on('message', (message, handle) => {
    if (child.connected) child.send(message as object, handle as undefined, ignore)
  })
  child.on('disconnect', () => {
    if (process.connected) process.disconnect()
  })
  process.on('disconnect', () => {
    if (child.connected) child.disconnect()
  })
}
