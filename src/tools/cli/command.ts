import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { escapeUnsafe } from '../../report/printable'

/** A command of `headers-trace`. */
export interface Command {
  /** Its usage and description, as `--help` shows them. */
  readonly usage: string
  /** Takes the arguments after its name and returns the exit status. Throws a `Refusal` for arguments it does not understand. */
  run(args: readonly string[]): number | Promise<number>
}

/** A command line that is wrong or asks for something missing: one line on standard error and exit status 2. */
export class Refusal extends Error {
  /** Whether `--help` would show the right usage. */
  readonly isUsage: boolean

  constructor(reason: string, isUsage = true) {
    super(escapeUnsafe(reason))
    this.isUsage = isUsage
  }
}

/** The result of `parseArgs`, or a refusal with the first sentence of its error. */
export function parseArgsOrRefuse<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    // Node goes on to say how an argument can begin with a dash.
    const message = (error as Error).message.replace(/\. To specify [\s\S]*/, '')
    throw new Refusal(message.replace(/^Unknown option/, 'unknown option'))
  }
}

/** The format of that name, or a refusal that lists the formats. */
export function formatNamed<T>(formats: Readonly<Record<string, T>>, name: string): T {
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined
  if (format === undefined)
    throw new Refusal(`there is no format '${name}'; there are ${Object.keys(formats).join(', ')}`)
  return format
}

/** `1 bug`, `2 bugs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** The version of this package. */
export function version(): string {
  return JSON.parse(readFileSync(join(__dirname, '../../../../package.json'), 'utf8')).version
}
