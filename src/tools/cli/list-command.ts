import { parseArgs } from 'node:util'
import { lineOf } from '../../report/line'
import { escapeUnsafe } from '../../report/printable'
import { codeQualityOf } from '../gitlab/code-quality'
import type { ReportedBug } from '../group-reports'
import { type Command, formatNamed, parseArgsOrRefuse } from './command'
import { reportsIn } from './report-files'

const formats: Readonly<Record<string, (bugs: readonly ReportedBug[]) => string>> = {
  line: bugs => bugs.map(({ shown }) => `${lineOf(shown)}\n`).join(''),
  json: bugs => bugs.map(({ shown }) => `${escapeUnsafe(JSON.stringify(shown))}\n`).join(''),
  gitlab: bugs => `${escapeUnsafe(JSON.stringify(codeQualityOf(bugs)))}\n`,
}

/** `headers-trace list`: each bug once, in a form that other programs read. */
export const list: Command = {
  usage: `  headers-trace list reports.ndjson... [--format line|json|gitlab]

    Prints each bug once: as a line (default), as its most exact report in JSON,
    or all bugs as a GitLab code quality report.
`,
  run: args => {
    const { values, positionals } = parseArgsOrRefuse(() =>
      parseArgs({ args: [...args], allowPositionals: true, options: { format: { type: 'string' } } }),
    )
    const format = formatNamed(formats, values.format ?? 'line')
    process.stdout.write(format(reportsIn('list', positionals).bugs))
    return 0
  },
}
