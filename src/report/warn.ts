import { escapeUnsafe } from './escape'
import { stderr } from './output'

/** Says one line about ourselves on standard error. */
export function warn(line: string): void {
  try {
    stderr.write(`headers-trace: ${escapeUnsafe(line)}\n`)
  } catch {
    // Standard error is closed: there is nobody to tell.
  }
}
