import { viewOf } from '../view/view'
import type { Command } from './command'
import { reportsOf } from './reports'
import { counted, writeResult } from './write'

/** `headers-trace view`: a page of reports. */
export const view: Command = {
  usage: `  headers-trace view REPORTS.ndjson... [-o FILE.html]

    Makes one HTML file of the reports of many processes and machines, each bug once.
    Without -o it is headers-trace.html; with -o - it goes to standard output. Where
    the program's sources are below this folder the page shows the lines.
    (reports: HEADERS_TRACE_FORMAT=json HEADERS_TRACE_OUTPUT=REPORTS.ndjson)
`,
  run: args => {
    const { files, output } = reportsOf('view', args, 'headers-trace.html')
    const made = viewOf(files)
    if (made.malformed > 0)
      process.stderr.write(`headers-trace: ${counted(made.malformed, 'line')} skipped that are no reports\n`)
    const told = `${counted(made.groups.length, 'bug')} in ${counted(made.reports, 'report')}`
    const processes = counted(made.processes, 'process', 'processes')
    // It has what the reports have, and those are not for everybody either.
    writeResult(output, made.html, `${told} of ${processes}`, 0o600)
    return 0
  },
}
