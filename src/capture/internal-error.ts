import diagnostics from 'node:diagnostics_channel'
import type { Undo } from './patch'

const name = 'headers-trace:internal-error'
const channel = diagnostics.channel(name)

/** Takes a failure of this package, wherever it happened. It must never reach the application. */
export function reportInternalError(error: unknown): void {
  try {
    // The application's stack was full before this package added a call to it.
    const isOverflow = error instanceof RangeError && error.message.includes('call stack')
    if (!isOverflow) channel.publish(error)
  } catch {
    // What reports failures has failed too.
  }
}

/** Gets each of those failures, until the undo that it returns is called. */
export function onInternalError(listener: (error: unknown) => void): Undo {
  diagnostics.subscribe(name, listener)
  return () => {
    diagnostics.unsubscribe(name, listener)
  }
}
