import { join } from 'node:path'
import { isatty } from 'node:tty'
import { parseArgs } from 'node:util'
import { hasColour } from '../../options'
import { paintOf } from '../../report/pretty/paint'
import { type Command, parseArgsOrRefuse, Refusal } from './command'
import { forTerminal } from './markdown'
import { readText } from './report-files'

/** Columns up to which prose is good to read. */
const maxColumns = 100

/** `headers-trace explain`: the section of a cause in the docs. */
export const explain: Command = {
  usage: `  headers-trace explain CAUSE

    Says what a cause means, with a program, its report and its fix.
`,
  run: args => {
    const [code, ...others] = parseArgsOrRefuse(() =>
      parseArgs({ args: [...args], allowPositionals: true }),
    ).positionals
    const sections = sectionsOf(readText(join(__dirname, '../../../../docs/causes.md')))
    const known = [...sections.keys()].join(', ')
    if (code === undefined || others.length > 0) throw new Refusal(`explain needs one cause, of ${known}`)
    const section = sections.get(code)
    if (section === undefined) throw new Refusal(`there is no cause '${code}'; there are ${known}`)
    const isColoured = hasColour(isatty(1))
    const columns = Math.min(process.stdout.columns ?? maxColumns, maxColumns)
    process.stdout.write(`\n${forTerminal(section, columns, isColoured ? paintOf(true) : null)}\n\n`)
    return 0
  },
}

/** The sections of a page by their titles. */
function sectionsOf(page: string): Map<string, string> {
  const [, ...sections] = page.split(/^(?=## )/m)
  return new Map(sections.map(section => [/^## (.+)/.exec(section)?.[1] ?? '', section.trim()]))
}
