import { conflictsIn } from '../fix/apply'
import { sarifOf } from '../sarif/log'
import type { Command } from './command'
import { reportsOf } from './reports'
import { version } from './version'
import { counted, writeResult } from './write'

/** `headers-trace sarif`: reports for code scanning. */
export const sarif: Command = {
  usage: `  headers-trace sarif REPORTS.ndjson... [-o FILE.sarif]

    Makes a SARIF 2.1.0 log of reports, for code scanning and editors, each bug once.
    Without -o it is headers-trace.sarif; with -o - it goes to standard output.
`,
  run: args => {
    const { files, output } = reportsOf('sarif', args, 'headers-trace.sarif')
    const conflicts = conflictsIn(files.map(({ text }) => text).join('\n'))
    const log = JSON.stringify(sarifOf(conflicts, version()), null, 2)
    writeResult(output, `${log}\n`, counted(conflicts.length, 'result'))
    return 0
  },
}
