import { sarifOf } from '../sarif/sarif-log'
import { type Command, counted, version } from './command'
import { bugsIn, reportsAndOutput, writeResult } from './report-files'

/** `headers-trace sarif`: reports for code scanning. */
export const sarif: Command = {
  usage: `  headers-trace sarif reports.ndjson... [-o FILE.sarif]

    Makes a SARIF 2.1.0 log for code scanning and editors, each bug once.
    Without -o it is headers-trace.sarif; with -o - it goes to standard output.
`,
  run: args => {
    const { reports, output } = reportsAndOutput('sarif', args, 'headers-trace.sarif')
    const bugs = bugsIn(reports)
    const log = JSON.stringify(sarifOf(bugs, version()), null, 2)
    writeResult(output, `${log}\n`, counted(bugs.length, 'result'))
    return 0
  },
}
