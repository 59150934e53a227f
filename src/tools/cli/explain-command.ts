import { isatty } from 'node:tty'
import { parseArgs } from 'node:util'
import { hasColour } from '../../options'
import { paintOf } from '../../report/pretty/paint'
import { causeSections, firstSentenceOf } from '../causes-page'
import { type Command, parseArgsOrRefuse, Refusal } from './command'
import { forTerminal } from './markdown'
import { suggestionFor } from './suggestion'

/** Columns up to which prose is good to read. */
const maxColumns = 100

/** `headers-trace explain`: the section of a cause in the docs. */
export const explain: Command = {
  usage: `  headers-trace explain [CAUSE]

    Says what a cause means, with a program, its report and its fix. Without one it
    lists the causes.
`,
  run: args => {
    const [code, ...others] = parseArgsOrRefuse(() =>
      parseArgs({ args: [...args], allowPositionals: true }),
    ).positionals
    const sections = causeSections()
    if (code === undefined) return print(listOf(sections))
    const section = sections.get(code)
    if (section === undefined || others.length > 0) {
      const known = [...sections.keys()]
      const refusal = others.length > 0 ? 'explain takes one cause' : `there is no cause '${code}'`
      throw new Refusal(`${refusal}${suggestionFor(code, known) || `; there are ${known.join(', ')}`}`)
    }
    const isColoured = hasColour(isatty(1))
    const columns = Math.min(process.stdout.columns ?? maxColumns, maxColumns)
    return print(`\n${forTerminal(section, columns, isColoured ? paintOf(true) : null)}\n\n`)
  },
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

function listOf(sections: ReadonlyMap<string, string>): string {
  const width = Math.max(...[...sections.keys()].map(code => code.length))
  return [...sections]
    .map(([code, section]) => `${code.padEnd(width)}  ${firstSentenceOf(section).replaceAll('`', '')}\n`)
    .join('')
}
