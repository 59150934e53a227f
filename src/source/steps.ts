/** Work in pieces, between which the event loop may turn. */
export type Steps<T = void> = Generator<void, T, void>

/** Does all the work at once. */
export function runAll<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
