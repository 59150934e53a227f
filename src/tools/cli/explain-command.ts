import { parseArgs } from 'node:util'
import { wrap } from '../../report/pretty/terminal-text'
import { causeSections, firstSentenceOf } from '../causes-page'
import { type Command, parseArgsOrRefuse, Refusal } from './command'
import { forTerminal } from './markdown'
import { standardOutput } from './standard-output'
import { suggestionFor } from './suggestion'

/** The widest line of prose, in columns. */
const maxColumns = 100

/** `headers-trace explain`: the section of a cause in the docs. */
export const explain: Command = {
  usage: `  headers-trace explain [CAUSE]

    Explains a cause with an example, its report and its fix. Without CAUSE,
    lists all causes.
`,
  run: args => {
    const [code, ...others] = parseArgsOrRefuse(() =>
      parseArgs({ args: [...args], allowPositionals: true }),
    ).positionals
    const sections = causeSections()
    const { isColoured, paint, ...output } = standardOutput()
    const columns = Math.min(output.columns, maxColumns)
    if (code === undefined) return print(listOf(sections, columns))
    const section = sections.get(code)
    if (section === undefined || others.length > 0) {
      const known = [...sections.keys()]
      const refusal = others.length > 0 ? 'explain takes one cause' : `there is no cause '${code}'`
      throw new Refusal(`${refusal}${suggestionFor(code, known) || `; there are ${known.join(', ')}`}`)
    }
    return print(`\n${forTerminal(section, columns, isColoured ? paint : null)}\n\n`)
  },
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

function listOf(sections: ReadonlyMap<string, string>, columns: number): string {
  const width = Math.max(...[...sections.keys()].map(code => code.length)) + 2
  const rowsOf = ([code, section]: [string, string]) =>
    wrap(firstSentenceOf(section).replaceAll('`', ''), columns - width).map(
      (line, index) => `${(index === 0 ? code : '').padEnd(width)}${line}\n`,
    )
  return [...sections].flatMap(rowsOf).join('')
}
