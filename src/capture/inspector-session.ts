import type { Session } from 'node:inspector'
import { reportInternalError } from './internal-error'

/** A message of V8's debugger that nobody asked for. */
export type Notification =
  | {
      readonly method: 'Debugger.scriptParsed'
      readonly params: import('node:inspector').Debugger.ScriptParsedEventDataType
    }
  | {
      readonly method: 'Debugger.paused'
      readonly params: import('node:inspector').Debugger.PausedEventDataType
    }

/**
 * Does some work with a session of V8's debugger, which opens no port and ends with the work. `undefined` where this Node has no
 * inspector or may not use it, and where another debugger is attached that the work must not disturb.
 */
export function withInspector<T>(work: (session: Session) => T, isDisturbing = false): T | undefined {
  let session: Session | undefined
  try {
    const inspector: typeof import('node:inspector') = require('node:inspector')
    if (isDisturbing && inspector.url() !== undefined) return undefined
    session = new inspector.Session()
    session.connect()
    return work(session)
  } catch (error) {
    // No inspector in this build, or none permitted.
    if ((error as NodeJS.ErrnoException).code?.startsWith('ERR_') !== true) reportInternalError(error)
    return undefined
  } finally {
    session?.disconnect()
  }
}

/** Hears the debugger's messages, in the place of listeners: `on` may be somebody's who does more with a listener than to call it. */
export function listenTo(session: Session, listener: (message: Notification) => void): void {
  session.emit = (...[, message]: readonly unknown[]) => {
    // Node would warn of what is thrown here.
    try {
      listener(message as Notification)
    } catch (error) {
      reportInternalError(error)
    }
    return true
  }
}
