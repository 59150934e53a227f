import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** How the program is connected: to what we are, and by a channel for messages where our parent has given us one. */
export function stdioOf(): SpawnOptions {
  if (process.send === undefined) return { stdio: 'inherit' }
  return { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], serialization: serializationOfParent() }
}

// Node takes the variable out of `process.env` when it starts.
function serializationOfParent(): 'json' | 'advanced' {
  try {
    const isAdvanced = /(?:^|\0)NODE_CHANNEL_SERIALIZATION_MODE=advanced(?:\0|$)/
    return isAdvanced.test(readFileSync('/proc/self/environ', 'utf8')) ? 'advanced' : 'json'
  } catch {
    return 'json'
  }
}

/** Passes messages and the end of the channel on, in both directions. */
export function passMessages(child: ChildProcess): void {
  if (process.send === undefined) return
  // An end that has closed meanwhile takes no more.
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
