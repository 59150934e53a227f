import { baselineOf } from '../../report/baseline'
import { conflictsIn } from '../fix/apply'
import type { Command } from './command'
import { reportsOf } from './reports'
import { counted, writeResult } from './write'

/** `headers-trace baseline`: the bugs that are known. */
export const baseline: Command = {
  usage: `  headers-trace baseline REPORTS.ndjson... [-o FILE.json]

    Writes down the bugs that reports tell of as known ones, which a strict run does
    not fail for: HEADERS_TRACE_STRICT=1 HEADERS_TRACE_BASELINE=FILE.json
    Without -o it is headers-trace-baseline.json; with -o - it goes to standard output.
`,
  run: args => {
    const { files, output } = reportsOf('baseline', args, 'headers-trace-baseline.json')
    const conflicts = conflictsIn(files.map(({ text }) => text).join('\n'))
    writeResult(output, baselineOf(conflicts), counted(conflicts.length, 'known bug'))
    return 0
  },
}
