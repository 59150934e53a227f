import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative } from 'node:path'
import { isatty } from 'node:tty'
import { stripVTControlCharacters } from 'node:util'
import type { Conflict } from '../../report/conflict'
import { diffFrame } from '../../report/pretty/diff-frame'
import type { Paint } from '../../report/pretty/paint'
import { wrap } from '../../report/pretty/terminal-text'
import { escapeUnsafe } from '../../report/printable'
import { type Fix, fixFiles } from '../fix/fix-files'
import { copyProject, type ProjectCopy } from '../verify/project-copy'
import type { TracedRun } from '../verify/traced-run'
import { type Trial, type Verification, verifyFixes } from '../verify/verify-fixes'
import { counted, Refusal } from './command'
import { reasonOf } from './report-files'
import { standardOutput } from './standard-output'

/** The default time limit of a run, in seconds. */
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
    progress('copying the project')
    copy = copyProject(process.cwd())
    // Copying blocks the event loop: signals that came meanwhile are handled now.
    await new Promise(setImmediate)
    const runner = { command, directory: copy.directory, reports, preload, limit, signal: abort.signal }
    const local = conflicts.map(conflict => relativeTo(process.cwd(), conflict))
    const { before, verifications } = await verifyFixes(local, copy.directory, runner, progress)
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
    await new Promise(setImmediate)
    if (abort.signal.aborted) return 130
    throw refusalOf(error, command)
  } finally {
    copy?.remove()
    rmSync(reports, { recursive: true, force: true })
    for (const signal of endings) process.removeListener(signal, stop)
  }
}

/** An error of the system, such as a full disk, as a refusal in one line. */
function refusalOf(error: unknown, [name]: readonly string[]): unknown {
  const { code, syscall = '' } = error as NodeJS.ErrnoException
  if (error instanceof Refusal || code === undefined) return error
  if (syscall.startsWith('spawn'))
    return new Refusal(
      code === 'ENOENT' ? `no such command: ${name}` : `cannot run ${name}: ${reasonOf(error)}`,
      false,
    )
  return new Refusal(`cannot try the edits: ${reasonOf(error)}`, false)
}

// In a monorepo a process reports files beside its own folder by their whole path.
function relativeTo(directory: string, conflict: Conflict): Conflict {
  const inside = ({ file, ...edit }: Conflict['fix']['edits'][number]) => {
    const path = relative(directory, file)
    return { ...edit, file: isAbsolute(file) && !path.startsWith('..') ? path : file }
  }
  const { fix } = conflict
  const candidates = fix.candidates?.map(one => ({ ...one, edits: one.edits.map(inside) }))
  return { ...conflict, fix: { ...fix, edits: fix.edits.map(inside), ...(candidates && { candidates }) } }
}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

// On a terminal one line is overwritten; in a log each step is a line of its own.
function progress(text: string): void {
  if (isatty(2))
    process.stderr.write(`\r\u001b[K${escapeUnsafe(text).slice(0, (process.stderr.columns ?? 80) - 1)}`)
  else if (text !== '') process.stderr.write(`headers-trace: ${escapeUnsafe(text)}\n`)
}

function print(verifications: readonly Verification[], before: TracedRun, isWriting: boolean): number {
  const right = verifications.flatMap(({ verified }) => verified ?? [])
  const fixes = fixFiles(right, process.cwd(), isWriting)
  const { columns, paint } = standardOutput()
  for (const verification of verifications)
    process.stdout.write(`${textOf(verification, fixes, isWriting, columns, paint)}\n\n`)
  const tried = verifications.filter(({ trials }) => trials.length > 0)
  // What it printed says why: a port in use, a test that was skipped.
  if (before.conflicts.size === 0) {
    const printed = before.output.trim() === '' ? [] : outputLines(before.output, '  ')
    const head = `The command had no conflict at all, and printed ${printed.length === 0 ? 'nothing' : 'at its end:'}`
    process.stdout.write(`${[head, ...printed, ''].join('\n')}\n`)
  }
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
  return [
    ...lines.map((line, index) => `${index === 0 ? '  ' : '       '}${line}`),
    ...(output === undefined ? [] : outputLines(output, '       ')),
  ]
}

/** The last lines of what a command printed. */
function outputLines(output: string, indent: string): string[] {
  const lines = stripVTControlCharacters(output).trimEnd().split(/\r?\n/)
  return lines.slice(-maxOutputLines).map(line => `${indent}| ${escapeUnsafe(line)}`)
}
