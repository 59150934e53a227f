import { parseArgs } from 'node:util'
import { lineOf } from '../../report/line'
import { escapeUnsafe } from '../../report/printable'
import { type Check, checkFiles } from '../check/check-files'
import { sourceFilesIn } from '../check/checked-files'
import { prettyFinding } from '../check/pretty-finding'
import { codeQualityOf } from '../gitlab/code-quality'
import { sarifOf } from '../sarif/sarif-log'
import { type Command, counted, formatNamed, parseArgsOrRefuse, Refusal, version } from './command'

const formats: Readonly<Record<string, (check: Check) => string>> = {
  pretty,
  line: ({ findings }) => findings.map(finding => `${lineOf(finding)}\n`).join(''),
  json: ({ findings }) =>
    findings.map(({ lines: _, ...finding }) => `${escapeUnsafe(JSON.stringify(finding))}\n`).join(''),
  gitlab: ({ findings }) => `${safeJson(codeQualityOf(findings.map(asBug)))}\n`,
  sarif: ({ findings }) => `${safeJson(sarifOf(findings.map(asBug), version()))}\n`,
}

import { standardOutput } from './standard-output'

/** `headers-trace check`: conflicts that have not happened yet. Its exit status is 1 where it finds one. */
export const check: Command = {
  usage: `  headers-trace check [FILES...] [--format pretty|line|json|gitlab|sarif]

    Finds responses that one call of a function can send twice. Nothing is run.
    Without FILES, checks all sources below this folder, without node_modules,
    dist and the like. Follows one function at a time: a second response that
    another function sends is mostly not found. Exits with 1 if it finds one.
`,
  run: args => {
    const { values, positionals } = parseArgsOrRefuse(() =>
      parseArgs({ args: [...args], allowPositionals: true, options: { format: { type: 'string' } } }),
    )
    const format = formatNamed(formats, values.format ?? 'pretty')
    const result = checkFiles(filesIn(positionals), process.cwd())
    for (const file of result.unread) process.stderr.write(`headers-trace: ${escapeUnsafe(file)}\n`)
    process.stdout.write(format(result))
    return result.findings.length > 0 ? 1 : 0
  },
}

function filesIn(names: readonly string[]): readonly string[] {
  try {
    return sourceFilesIn(names.length === 0 ? ['.'] : names)
  } catch (error) {
    throw new Refusal(`cannot read ${(error as NodeJS.ErrnoException).path ?? 'a file'}`, false)
  }
}

function pretty(check: Check): string {
  const { columns, paint } = standardOutput()
  const found = check.findings.map(finding => prettyFinding(finding, columns, paint)).join('')
  const count =
    check.findings.length === 0
      ? 'nothing found'
      : `${counted(check.findings.length, 'double response')} found`
  const cut = check.cut === 0 ? '' : `; ${check.cut} with too many paths to follow all`
  return `${found}\n${count} in ${counted(check.handlers, 'function')} with a response (${counted(check.files, 'file')})${cut}\n`
}

function safeJson(value: unknown): string {
  return JSON.stringify(value, null, 2).split('\n').map(escapeUnsafe).join('\n')
}

function asBug(finding: Check['findings'][number]) {
  return { fingerprint: finding.fingerprint, occurrences: 1, shown: finding }
}
