import { isatty } from 'node:tty'
import { parseArgs } from 'node:util'
import { hasColour } from '../../options'
import { diffFrame } from '../../report/pretty/diff-frame'
import { type Paint, paintOf } from '../../report/pretty/paint'
import { escapeUnsafe } from '../../report/printable'
import { type Fix, fixFiles } from '../fix/fix-files'
import { type Command, counted, parseArgsOrRefuse } from './command'
import { bugsIn, reportsIn } from './report-files'

/** `headers-trace fix`: its exit status is 1 where an edit was refused. */
export const fix: Command = {
  usage: `  headers-trace fix reports.ndjson... [--write]

    Shows the edits that reports offer, and applies them with --write. A file
    whose reported or edited lines have changed is left alone.
`,
  run: args => {
    const { values, positionals: files } = parseArgsOrRefuse(() =>
      parseArgs({ args: [...args], allowPositionals: true, options: { write: { type: 'boolean' } } }),
    )
    const conflicts = bugsIn(reportsIn('fix', files)).map(bug => bug.shown)
    const isWriting = values.write === true
    const fixes = fixFiles(conflicts, process.cwd(), isWriting)
    const paint = paintOf(hasColour(isatty(1)))
    const columns = process.stdout.columns ?? 80
    for (const fix of fixes) process.stdout.write(`${textOf(fix, isWriting, columns, paint)}\n`)
    process.stdout.write(summaryOf(fixes, conflicts.length, isWriting))
    return fixes.some(fix => fix.state === 'refused') ? 1 : 0
  },
}

function textOf(
  { conflict, file, state, refusal, diff }: Fix,
  isWriting: boolean,
  columns: number,
  paint: Paint,
) {
  const outcomes = {
    ready: isWriting ? 'written' : '',
    applied: 'already applied',
    refused: `not applied: ${refusal}`,
  }
  const head =
    `${paint.strong(escapeUnsafe(file))}  ${conflict.cause}  ${paint.quiet(conflict.fingerprint)}  ${outcomes[state]}`.trimEnd()
  const lines = diffFrame(diff, columns - 2, paint).map(line => `  ${line}`)
  return [head, `  ${escapeUnsafe(conflict.message)}`, ...lines, ''].join('\n')
}

function summaryOf(fixes: readonly Fix[], bugs: number, isWriting: boolean): string {
  const count = (state: Fix['state']) => fixes.filter(fix => fix.state === state).length
  const without = bugs - fixes.length
  const parts = [
    [count('ready'), isWriting ? 'written' : 'to apply with --write'],
    [count('applied'), 'already applied'],
    [count('refused'), 'not applied'],
  ] as const
  const shown = parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${counted(number, 'edit')} ${what}`)
  if (without > 0) shown.push(`${counted(without, 'bug')} without an edit`)
  return `${shown.join(', ')}\n`
}
