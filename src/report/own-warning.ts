import { isMainThread } from 'node:worker_threads'
import { warn } from './output'

// For the process: every thread reads the same environment, and so does every call of `install()`.
const warned = new Set<string>()

/** Prints a line about the settings once in a process. */
export function warnOnce(line: string): void {
  if (!isMainThread || warned.has(line)) return
  warned.add(line)
  warn(line)
}

/** Prints one line for the first internal failure, and nothing for later ones. */
export function warnOfFirst(): (error: unknown) => void {
  let isReported = false
  return error => {
    if (isReported) return
    isReported = true
    try {
      const reason = error instanceof Error ? error.stack?.split('\n', 2).join(' ') : String(error)
      warn(`a failure of its own, which the application does not notice; please report it: ${reason}`)
    } catch {
      // What a subscriber throws would end the process.
    }
  }
}
