type Undo = () => void

/** Settings that have been put in force and not undone; the last ones apply. */
export class NestedSettings<Settings> {
  readonly #start: (settings: Settings) => Undo
  readonly #onFailure: (error: unknown) => void
  readonly #wanted: { readonly settings: Settings }[] = []
  #stop: Undo = () => {}

  /**
   * @param start puts settings in force, until what it returns is called.
   * @param onFailure gets what `start` and its undo throw: then nothing is in force.
   */
  constructor(start: (settings: Settings) => Undo, onFailure: (error: unknown) => void) {
    this.#start = start
    this.#onFailure = onFailure
  }

  /** Puts settings in force. The return value undoes that, once. */
  add(settings: Settings): Undo {
    const entry = { settings }
    this.#wanted.push(entry)
    this.#restart()
    return () => {
      const index = this.#wanted.indexOf(entry)
      if (index === -1) return
      this.#wanted.splice(index, 1)
      this.#restart()
    }
  }

  #restart(): void {
    const stop = this.#stop
    this.#stop = () => {}
    try {
      stop()
      const last = this.#wanted.at(-1)
      if (last !== undefined) this.#stop = this.#start(last.settings)
    } catch (error) {
      this.#onFailure(error)
    }
  }
}
