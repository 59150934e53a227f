import { baselineOf } from '../../report/baseline'
import { type Command, counted } from './command'
import { bugsIn, reportsAndOutput, writeResult } from './report-files'

/** `headers-trace baseline`: the bugs that are known. */
export const baseline: Command = {
  usage: `  headers-trace baseline reports.ndjson... [-o FILE.json]

    Records the bugs in these reports as known. A strict run does not fail for
    known bugs: HEADERS_TRACE_STRICT=1 HEADERS_TRACE_BASELINE=FILE.json
    Without -o it is headers-trace-baseline.json; with -o - it goes to standard
    output.
`,
  run: args => {
    const { reports, output } = reportsAndOutput('baseline', args, 'headers-trace-baseline.json')
    const conflicts = bugsIn(reports).map(bug => bug.shown)
    writeResult(output, baselineOf(conflicts), counted(conflicts.length, 'known bug'))
    return 0
  },
}
