/** A command of `headers-trace`. */
export interface Command {
  /** How it is called and what it does, as `--help` shows it. */
  readonly usage: string
  /** Takes what follows its name, and gives the exit status. Throws a `Refusal` where it is not understood. */
  run(args: readonly string[]): number
}
