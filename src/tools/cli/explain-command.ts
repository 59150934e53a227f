import { join } from 'node:path'
import { isatty } from 'node:tty'
import { parseArgs } from 'node:util'
import { hasColour } from '../../options'
import { paintOf } from '../../report/pretty/paint'
import { type Command, parseArgsOrRefuse, Refusal } from './command'
import { forTerminal } from './markdown'
import { readText } from './report-files'
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
    const sections = sectionsOf(readText(join(__dirname, '../../../../docs/causes.md')))
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

// The first sentence of each section says what happened.
function listOf(sections: ReadonlyMap<string, string>): string {
  const width = Math.max(...[...sections.keys()].map(code => code.length))
  return [...sections]
    .map(([code, section]) => {
      const text = section.replace(/^## .*\n+/, '').replaceAll('\n', ' ')
      const [sentence = ''] = /^.*?[.:](?= |$)/.exec(text) ?? [text]
      return `${code.padEnd(width)}  ${sentence.replace(/:$/, '.').replaceAll('`', '')}\n`
    })
    .join('')
}

/** What the page of causes does not have: it describes those that there are. */
const undetermined = `## undetermined

The evidence was not there for any of the causes: a path or the source was not recorded, or the two lines have nothing in common that
says why both ran. The report still names both lines. Where it says that something was not recorded, run the program with
\`HEADERS_TRACE_BUDGET=full\`, and start it so that its source maps are found.`

/** The sections of a page by their titles. */
function sectionsOf(page: string): Map<string, string> {
  const [, ...sections] = page.split(/^(?=## )/m)
  return new Map(
    [...sections, undetermined].map(section => [/^## (.+)/.exec(section)?.[1] ?? '', section.trim()]),
  )
}
