import { realpathSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { viewOf } from '../view/view'
import { understood } from './arguments'
import type { Command } from './command'
import { textOf } from './read'
import { Refusal } from './refusal'

/** `headers-trace view`: a page of reports. */
export const view: Command = {
  usage: `  headers-trace view REPORTS.ndjson... [-o FILE.html]

    Makes one HTML file of the reports of many processes and machines, each bug once.
    Without -o it is headers-trace.html; with -o - it goes to standard output. Where
    the program's sources are below this folder the page shows the lines.
    (reports: HEADERS_TRACE_FORMAT=json HEADERS_TRACE_OUTPUT=REPORTS.ndjson)
`,
  run: args => {
    const { values, positionals } = understood(() =>
      parseArgs({
        args: [...args],
        allowPositionals: true,
        options: { output: { type: 'string', short: 'o' } },
      }),
    )
    if (positionals.length === 0) throw new Refusal('view needs a file of reports')
    const output = values.output ?? 'headers-trace.html'
    const files = [...new Map(positionals.map(file => [pathOf(file), file])).values()]
    if (files.some(file => pathOf(file) === pathOf(output)))
      throw new Refusal(`the page would take the place of the reports in ${output}`)
    const made = viewOf(files.map(file => ({ name: file, text: textOf(file) })))
    if (made.malformed > 0)
      process.stderr.write(`headers-trace: ${counted(made.malformed, 'line')} skipped that are no reports\n`)
    if (output === '-') {
      process.stdout.write(made.html)
      return 0
    }
    write(output, made.html)
    const told = `${counted(made.groups.length, 'bug')} in ${counted(made.reports, 'report')}`
    process.stdout.write(`${output}: ${told} of ${counted(made.processes, 'process', 'processes')}\n`)
    return 0
  },
}

// It has what the reports have, and those are not for everybody either.
function write(output: string, html: string): void {
  try {
    writeFileSync(output, html, { mode: 0o600 })
  } catch (error) {
    throw new Refusal(`cannot write ${output}: ${(error as Error).message}`)
  }
}

function pathOf(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return resolve(file)
  }
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
