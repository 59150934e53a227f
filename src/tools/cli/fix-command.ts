import { isatty } from 'node:tty'
import { parseArgs } from 'node:util'
import { hasColour } from '../../options'
import { paintOf } from '../../report/pretty/paint'
import { fix as fixed, fixText } from '../fix/apply-edits'
import { type Command, parseArgsOrRefuse } from './command'
import { bugsIn, reportsIn } from './report-files'

/** `headers-trace fix`: its exit status is 1 where an edit was refused. */
export const fix: Command = {
  usage: `  headers-trace fix REPORTS.ndjson... [--write]

    Shows the edits that reports offer, and applies them with --write. A file that
    has changed since its report is left alone.
`,
  run: args => {
    const { values, positionals: files } = parseArgsOrRefuse(() =>
      parseArgs({ args: [...args], allowPositionals: true, options: { write: { type: 'boolean' } } }),
    )
    const conflicts = bugsIn(reportsIn('fix', files)).map(bug => bug.shown)
    const isWriting = values.write === true
    const fixes = fixed(conflicts, process.cwd(), isWriting)
    const paint = paintOf(hasColour(isatty(1)))
    const columns = process.stdout.columns ?? 80
    for (const fixed of fixes) process.stdout.write(`${fixText(fixed, isWriting, columns, paint)}\n`)
    if (fixes.length === 0) process.stdout.write('No report offers an edit.\n')
    return fixes.some(fixed => fixed.refusal !== null) ? 1 : 0
  },
}
