import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import { hasColour } from '../../options'
import type { Conflict } from '../../report/conflict'
import { diffFrame } from '../../report/pretty/diff-frame'
import { type Paint, paintOf } from '../../report/pretty/paint'
import { wrap } from '../../report/pretty/terminal-text'
import { escapeUnsafe } from '../../report/printable'
import { type Fix, fixFiles } from '../fix/fix-files'
import { copyProject, type ProjectCopy } from '../verify/project-copy'
import type { TracedRun } from '../verify/traced-run'
import { type Trial, type Verification, verifyFixes } from '../verify/verify-fixes'
import { counted, Refusal } from './command'

/** Seconds that a run of the command may take, unless it is said. */
export const defaultLimit = 300

const preload = join(__dirname, '../../../register.js')

/** Lines of a command's output that are shown. */
const maxOutputLines = 12

/**
 * Tries edits by a command in a copy of the project, and says of each what was seen. Those that were found right are written with
 * `isWriting`. Gives 1 where an edit was not found right, and 130 after Ctrl-C, which leaves nothing behind.
 */
export async function verify(
  conflicts: readonly Conflict[],
  command: readonly string[],
  { limit, isWriting }: { readonly limit: number; readonly isWriting: boolean },
): Promise<number> {
  const abort = new AbortController()
  const stop = () => abort.abort()
  for (const signal of endings) process.on(signal, stop)
  const reports = mkdtempSync(join(tmpdir(), 'headers-trace-reports-'))
  let copy: ProjectCopy | null = null
  try {
    copy = copyProject(process.cwd())
    const runner = { command, directory: copy.directory, reports, preload, limit, signal: abort.signal }
    const { before, verifications } = await verifyFixes(conflicts, copy.directory, runner, progress)
    progress('')
    if (abort.signal.aborted) return 130
    if (before.status === null)
      throw new Refusal(
        `the command did not end within ${counted(limit, 'second')}; it has to end by itself`,
        false,
      )
    return print(verifications, before, isWriting)
  } catch (error) {
    progress('')
    if (
      (error as NodeJS.ErrnoException).code === 'ENOENT' &&
      (error as NodeJS.ErrnoException).syscall?.startsWith('spawn')
    )
      throw new Refusal(`no such command: ${command[0]}`, false)
    throw error
  } finally {
    copy?.remove()
    rmSync(reports, { recursive: true, force: true })
    for (const signal of endings) process.removeListener(signal, stop)
  }
}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

// One line that is written anew; in a log, a line each.
function progress(text: string): void {
  if (isatty(2))
    process.stderr.write(`\r\u001b[K${escapeUnsafe(text).slice(0, (process.stderr.columns ?? 80) - 1)}`)
  else if (text !== '') process.stderr.write(`headers-trace: ${escapeUnsafe(text)}\n`)
}

function print(verifications: readonly Verification[], before: TracedRun, isWriting: boolean): number {
  const right = verifications.flatMap(({ verified }) => verified ?? [])
  const fixes = fixFiles(right, process.cwd(), isWriting)
  const paint = paintOf(hasColour(isatty(1)))
  const columns = process.stdout.columns ?? 80
  for (const verification of verifications)
    process.stdout.write(`${textOf(verification, fixes, isWriting, columns, paint)}\n\n`)
  const tried = verifications.filter(({ trials }) => trials.length > 0)
  const parts = [
    `the command ended with ${before.status} before`,
    `${counted(right.length, 'bug')} of ${tried.length} fixed`,
    ...(verifications.length > tried.length ? [`${verifications.length - tried.length} not tried`] : []),
    ...(right.length === 0 ? [] : [isWriting ? 'written' : 'apply with --write']),
  ]
  process.stdout.write(`${parts.join(', ')}\n`)
  return right.length === verifications.length && fixes.every(({ state }) => state === 'ready') ? 0 : 1
}

function textOf(
  { conflict, trials, verified, untried }: Verification,
  fixes: readonly Fix[],
  isWriting: boolean,
  columns: number,
  paint: Paint,
): string {
  const fix = fixes.find(({ conflict }) => conflict === verified)
  const outcome = untried !== null ? `not tried: ${untried}` : outcomeOf(fix, isWriting)
  const file = conflict.first.site?.file ?? conflict.second.site?.file ?? ''
  return [
    `${paint.strong(escapeUnsafe(file))}  ${conflict.cause}  ${paint.quiet(conflict.fingerprint)}  ${escapeUnsafe(outcome)}`,
    ...wrap(escapeUnsafe(conflict.message), columns - 2).map(line => `  ${line}`),
    ...trials.flatMap(trial => trialLines(trial, columns)),
    ...(fix?.diffs ?? []).flatMap(diff => diffFrame(diff, columns - 2, paint).map(line => `  ${line}`)),
  ].join('\n')
}

function outcomeOf(fix: Fix | undefined, isWriting: boolean): string {
  if (fix === undefined) return 'no edit was found right'
  if (fix.state === 'refused') return `right, and not written: ${fix.refusal}`
  return isWriting ? 'right, written' : 'right'
}

function trialLines({ proposal, isRight, seen, output }: Trial, columns: number): string[] {
  const certainty = proposal.isCertain ? '' : 'likely: '
  const text = `${isRight ? 'yes' : 'no '}  ${certainty}${proposal.text} ${isRight ? 'The conflict is gone.' : `Seen: ${seen}.`}`
  const lines = wrap(escapeUnsafe(text), columns - 7)
  const printed = output?.trimEnd().split('\n').slice(-maxOutputLines) ?? []
  return [
    ...lines.map((line, index) => `${index === 0 ? '  ' : '       '}${line}`),
    ...printed.map(line => `       | ${escapeUnsafe(line)}`),
  ]
}
