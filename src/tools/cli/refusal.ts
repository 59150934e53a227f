import { escapeUnsafe } from '../../report/escape'

/** A command line that is not understood, or asks for what is not there: a line on standard error and exit status 2. */
export class Refusal extends Error {
  constructor(reason: string) {
    super(escapeUnsafe(reason))
  }
}
