import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { viewOf } from '../view/view'
import { type Command, counted } from './command'
import { reportsAndOutput, writeResult } from './report-files'

// Where nothing opens pages, the line above says where it is.
function open(file: string): void {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...args, file], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
}

/** `headers-trace view`: a page of reports. */
export const view: Command = {
  usage: `  headers-trace view reports.ndjson... [-o FILE.html] [--open]

    Makes one HTML page of the reports of many processes, each bug once.
    Without -o it is headers-trace.html; with -o - it goes to standard output.
    Shows source lines for files below this folder. --open opens the page.
    (reports: HEADERS_TRACE_FORMAT=json HEADERS_TRACE_OUTPUT=reports.ndjson)
`,
  run: args => {
    const { reports, output, isOpening } = reportsAndOutput('view', args, 'headers-trace.html', true)
    const bugs = `${counted(reports.bugs.length, 'bug')} in ${counted(reports.reports, 'report')}`
    const processes = counted(reports.processes, 'process', 'processes')
    // It has what the reports have, and those are not for everybody either.
    writeResult(output, viewOf(reports), `${bugs} of ${processes}`, 0o600)
    if (isOpening) open(resolve(output))
    return 0
  },
}
