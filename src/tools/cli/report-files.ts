import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ReportedBug } from '../group-reports'
import { type Reports, readReports } from '../report-reader'
import { counted, parseArgsOrRefuse, Refusal } from './command'

/** Reads the arguments `reports.ndjson... [-o FILE]` of a command, and the reports; `-` is standard output. */
export function reportsAndOutput(command: string, args: readonly string[], defaultOutput: string) {
  const { values, positionals } = parseArgsOrRefuse(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { output: { type: 'string', short: 'o' } },
    }),
  )
  const output = values.output ?? defaultOutput
  refuseReplacing(positionals, output)
  return { reports: reportsIn(command, positionals), output }
}

/** Refuses to write the result into a file that it is made from. */
export function refuseReplacing(files: readonly string[], output: string): void {
  if (output !== '-' && files.some(file => pathOf(file) === pathOf(output)))
    throw new Refusal(`the result would replace the reports in ${output}`)
}

/** The reports in the files on the command line, each file read once. Says on standard error how many lines are not reports. */
export function reportsIn(command: string, files: readonly string[]): Reports {
  if (files.length === 0) throw new Refusal(`${command} needs a file of reports`)
  const unique = new Map(files.map(file => [pathOf(file), file]))
  const reports = readReports([...unique.values()].map(name => ({ name, text: readText(name) })))
  if (reports.malformed > 0)
    process.stderr.write(`headers-trace: ${counted(reports.malformed, 'line')} skipped, not a report\n`)
  return reports
}

/** The bugs in these reports. Refuses where there are none, so that no command writes an empty result. */
export function bugsIn({ bugs, files }: Reports): readonly ReportedBug[] {
  if (bugs.length === 0) throw new Refusal(`no reports in ${files.join(', ')}`, false)
  return bugs
}

/**
 * Writes the result of a command into a file, and one line about it to standard output; for `-` only the result goes there.
 *
 * @param mode of a file that does not exist yet.
 */
export function writeResult(output: string, text: string, summary: string, mode = 0o666): void {
  if (output === '-') {
    process.stdout.write(text)
    return
  }
  try {
    writeFileSync(output, text, { mode })
  } catch (error) {
    throw new Refusal(`cannot write ${output}: ${reasonOf(error)}`, false)
  }
  process.stdout.write(`${output}: ${summary}\n`)
}

/** The text of a file on the command line; `-` is standard input. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new Refusal(`cannot read ${file}: ${reasonOf(error)}`, false)
  }
}

/** `no such file or directory`, of `ENOENT: no such file or directory, open 'reports.ndjson'`. */
export function reasonOf(error: unknown): string {
  return (error as Error).message.replace(/^[A-Z0-9]+: /, '').replace(/, \w+(?: '.*')?$/s, '')
}

/** The real path of a file, so that two names of one file are equal; `-` stays as it is. */
function pathOf(file: string): string {
  if (file === '-') return file
  try {
    return realpathSync(file)
  } catch {
    return resolve(file)
  }
}
