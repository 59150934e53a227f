import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Not in `docs/causes.md`, which describes what can be recognised. */
const undetermined = `## undetermined

The evidence was not there for any of the causes: a path or the source was not recorded, or the two lines have nothing in common that
says why both ran. The report still names both lines. Where it says that something was not recorded, run the program with
\`HEADERS_TRACE_BUDGET=full\`, and start it so that its source maps are found.`

/** The descriptions of all causes by their codes, in Markdown, as `docs/causes.md` has them. */
export function causeSections(): Map<string, string> {
  const page = readFileSync(join(__dirname, '../../../docs/causes.md'), 'utf8')
  const sections = [...page.split(/^(?=## )/m), undetermined]
  return new Map(
    sections.flatMap(section => {
      // A heading of several words is no cause.
      const [, code] = /^## (\S+)$/m.exec(section) ?? []
      return code === undefined ? [] : [[code, section.trim()]]
    }),
  )
}

/** The first sentence of a description, which says what happened. */
export function firstSentenceOf(section: string): string {
  const text = section.replace(/^## .*\n+/, '').replaceAll('\n', ' ')
  const [sentence] = /^.*?[.:](?= |$)/.exec(text) ?? [text]
  return sentence.replace(/:$/, '.')
}
