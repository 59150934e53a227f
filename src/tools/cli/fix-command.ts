import { parseArgs } from 'node:util'
import type { Conflict } from '../../report/conflict'
import { diffFrame } from '../../report/pretty/diff-frame'
import type { Paint } from '../../report/pretty/paint'
import { wrap } from '../../report/pretty/terminal-text'
import { escapeUnsafe } from '../../report/printable'
import { type Fix, fixFiles } from '../fix/fix-files'
import { type Command, counted, parseArgsOrRefuse, Refusal } from './command'
import { defaultLimit, verify } from './fix-verify'
import { bugsIn, reasonOf, reportsIn } from './report-files'
import { standardOutput } from './standard-output'

/** `headers-trace fix`: its exit status is 1 where an edit was refused, or was not found right. */
export const fix: Command = {
  usage: `  headers-trace fix reports.ndjson... [--write] [--verify -- COMMAND]

    Shows the edits that reports offer. --write applies them. A file whose
    reported or edited lines have changed is left alone.
    --verify tries each edit, the likely ones as well, in a copy of the project:
    it runs COMMAND, such as npm test, and keeps an edit only if the conflict is
    gone, no other comes up, and COMMAND ends no worse than before.
    --timeout SECONDS limits each run (default ${defaultLimit}).
`,
  run: args => {
    const end = args.indexOf('--')
    const command = end === -1 ? [] : args.slice(end + 1)
    const { values, positionals: files } = parseArgsOrRefuse(() =>
      parseArgs({
        args: end === -1 ? [...args] : args.slice(0, end),
        allowPositionals: true,
        options: { write: { type: 'boolean' }, verify: { type: 'boolean' }, timeout: { type: 'string' } },
      }),
    )
    const isWriting = values.write === true
    const isVerifying = values.verify === true
    if (isVerifying !== command.length > 0)
      throw new Refusal(isVerifying ? '--verify needs -- COMMAND' : 'a command is run with --verify only')
    if (values.timeout !== undefined && !isVerifying) throw new Refusal('--timeout is for --verify')
    const limit = limitOf(values.timeout)
    const conflicts = bugsIn(reportsIn('fix', files)).map(bug => bug.shown)
    return isVerifying ? verify(conflicts, command, { limit, isWriting }) : apply(conflicts, isWriting)
  },
}

function limitOf(text: string | undefined): number {
  const limit = text === undefined ? defaultLimit : Number(text)
  if (!(limit > 0)) throw new Refusal(`--timeout takes seconds, and not '${text}'`)
  return limit
}

function apply(conflicts: readonly Conflict[], isWriting: boolean): number {
  const fixes = fixOrRefuse(conflicts, isWriting)
  const { columns, paint } = standardOutput()
  for (const fix of fixes) process.stdout.write(`${textOf(fix, isWriting, columns, paint)}\n`)
  process.stdout.write(summaryOf(fixes, conflicts, isWriting))
  return fixes.some(fix => fix.state === 'refused') ? 1 : 0
}

/** The edits in the files below this folder. What may not be read or written is refused in a line. */
function fixOrRefuse(conflicts: readonly Conflict[], isWriting: boolean): Fix[] {
  try {
    return fixFiles(conflicts, process.cwd(), isWriting)
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new Refusal(`cannot write ${path ?? 'the edits'}: ${reasonOf(error)}`, false)
  }
}

function textOf(
  { conflict, files, state, refusal, diffs }: Fix,
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
    `${paint.strong(escapeUnsafe(files.join(', ')))}  ${conflict.cause}  ${paint.quiet(conflict.fingerprint)}  ${outcomes[state]}`.trimEnd()
  const lines = diffs.flatMap(diff => diffFrame(diff, columns - 2, paint).map(line => `  ${line}`))
  const message = wrap(escapeUnsafe(conflict.message), columns - 2).map(line => `  ${line}`)
  return [head, ...message, ...lines, ''].join('\n')
}

function summaryOf(fixes: readonly Fix[], conflicts: readonly Conflict[], isWriting: boolean): string {
  const count = (state: Fix['state']) => fixes.filter(fix => fix.state === state).length
  const isLikely = ({ fix }: Conflict) => fix.edits.length === 0 && (fix.candidates ?? []).length > 0
  const likely = conflicts.filter(isLikely).length
  const parts = [
    [count('ready'), 'edit', isWriting ? 'written' : 'to apply with --write'],
    [count('applied'), 'edit', 'already applied'],
    [count('refused'), 'edit', 'not applied'],
    [likely, 'bug', 'with likely edits to try with --verify'],
    [conflicts.length - fixes.length - likely, 'bug', 'without an edit'],
  ] as const
  const shown = parts
    .filter(([number]) => number > 0)
    .map(([number, what, became]) => `${counted(number, what)} ${became}`)
  return `${shown.join(', ')}\n`
}
