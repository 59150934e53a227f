import { viewOf } from '../view/view'
import { type Command, counted } from './command'
import { reportsAndOutput, writeResult } from './report-files'

/** `headers-trace view`: a page of reports. */
export const view: Command = {
  usage: `  headers-trace view REPORTS.ndjson... [-o FILE.html]

    Makes one HTML file of the reports of many processes and machines, each bug once.
    Without -o it is headers-trace.html; with -o - it goes to standard output. Where
    the program's sources are below this folder the page shows the lines.
    (reports: HEADERS_TRACE_FORMAT=json HEADERS_TRACE_OUTPUT=REPORTS.ndjson)
`,
  run: args => {
    const { reports, output } = reportsAndOutput('view', args, 'headers-trace.html')
    const bugs = `${counted(reports.bugs.length, 'bug')} in ${counted(reports.reports, 'report')}`
    const processes = counted(reports.processes, 'process', 'processes')
    // It has what the reports have, and those are not for everybody either.
    writeResult(output, viewOf(reports), `${bugs} of ${processes}`, 0o600)
    return 0
  },
}
