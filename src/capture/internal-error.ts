type Listener = (error: unknown, count: number) => void

let listener: Listener = () => {}
let count = 0

/** Takes a failure of our own, wherever it happened. It must never reach the application. */
export function reportInternalError(error: unknown): void {
  count++
  try {
    listener(error, count)
  } catch {
    // Whoever tells of failures has failed too: nobody is left to tell.
  }
}

/** Names who tells of failures. */
export function onInternalError(next: Listener): void {
  listener = next
}
