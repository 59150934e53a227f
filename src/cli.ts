#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import { parseArgs } from 'node:util'
import { conflictsIn, fix, toldFix } from './fix'
import { hasColour } from './options'
import { paintOf } from './report/pretty/paint'

const usage = `Usage: headers-trace fix REPORTS.ndjson... [--write]

  fix      shows the edits that reports offer, and applies them with --write
           (reports: HEADERS_TRACE_FORMAT=json HEADERS_TRACE_OUTPUT=REPORTS.ndjson)

  --write  change the files; one that has changed since its report is left alone
  --help
  --version
`

/** Runs the command and gives its exit status: 1 where an edit was refused, 2 for a command line that is not understood. */
export function run(args: readonly string[]): number {
  let given: ReturnType<typeof parse>
  try {
    given = parse(args)
  } catch (error) {
    return refuse((error as Error).message)
  }
  const [command, ...files] = given.positionals
  if (given.values.help === true) return say(usage)
  if (given.values.version === true) return say(`${version()}\n`)
  if (command !== 'fix') return refuse(command === undefined ? 'no command' : `unknown command '${command}'`)
  if (files.length === 0) return refuse('fix needs a file of reports')
  return runFix(files, given.values.write === true)
}

function parse(args: readonly string[]) {
  const option = { type: 'boolean' } as const
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { write: option, help: option, version: option },
  })
}

function runFix(files: readonly string[], isWriting: boolean): number {
  const texts: string[] = []
  for (const file of files) {
    try {
      texts.push(readFileSync(file, 'utf8'))
    } catch (error) {
      return refuse(`cannot read ${file}: ${(error as Error).message}`)
    }
  }
  const fixes = fix(conflictsIn(texts.join('\n')), process.cwd(), isWriting)
  const paint = paintOf(hasColour(isatty(1)))
  const columns = process.stdout.columns ?? 80
  for (const fixed of fixes) say(`${toldFix(fixed, isWriting, columns, paint)}\n`)
  if (fixes.length === 0) say('No report offers an edit.\n')
  return fixes.some(fixed => fixed.refusal !== null) ? 1 : 0
}

function version(): string {
  return JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')).version
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

function refuse(reason: string): number {
  process.stderr.write(`headers-trace: ${reason}\n\n${usage}`)
  return 2
}

if (require.main === module) process.exitCode = run(process.argv.slice(2))
