import { parseArgs } from 'node:util'
import { parseArgsOrRefuse } from './arguments'
import { textOf } from './read'
import { Refusal } from './refusal'
import { pathOf } from './write'

/** What a command that reads reports was given. */
export interface Reports {
  /** Each file once. */
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** Where the result is to go; `-` for standard output. */
  readonly output: string
}

/** Reads the arguments `REPORTS.ndjson... [-o FILE]` of a command, and the files. */
export function reportsOf(command: string, args: readonly string[], usualOutput: string): Reports {
  const { values, positionals } = parseArgsOrRefuse(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { output: { type: 'string', short: 'o' } },
    }),
  )
  if (positionals.length === 0) throw new Refusal(`${command} needs a file of reports`)
  const output = values.output ?? usualOutput
  const names = new Map(positionals.map(file => [pathOf(file), file]))
  if (output !== '-' && names.has(pathOf(output)))
    throw new Refusal(`what is made would take the place of the reports in ${output}`)
  return { files: [...names.values()].map(name => ({ name, text: textOf(name) })), output }
}
