import type { Conflict } from '../../../src/index'
import { whatHappened } from '../../../src/report/message'
import { type Source, sourceOf } from '../syntax/source'
import type { Place } from '../syntax/walk'

/** Something that a report says, and what is wrong with it where the source says otherwise; `null` where it does not. */
export type Claim = (said: Said) => string | null

/** A report's words, and the program that they are about. */
export interface Said {
  readonly report: Conflict
  /** What its title says of the request: `responded twice`. */
  readonly title: string
  /** All its sentences. */
  readonly text: string
  /** The places that the sentences name. */
  readonly named: readonly NamedPlace[]
  lineAt(file: string, line: number): string | undefined
  /** What is at a line, and at a column where there is one: the innermost last. */
  nodesAt(file: string, line: number): readonly Place[]
  /** Whether a word is in the program. */
  has(pattern: RegExp): boolean
}

/** A place that a sentence names, with the words before it: `res.json (src/app.js:3)`. */
export interface NamedPlace {
  readonly file: string
  readonly line: number
  readonly before: string
}

/** @param prefix what the report's file names begin with. */
export function saidOf(report: Conflict, files: ReadonlyMap<string, string>, prefix: string): Said {
  const text = [report.message, ...report.evidence, report.fix.text].join('\n')
  const sources = new Map<string, Source>()
  const sourceAt = (name: string) => {
    const file = name.startsWith(prefix) ? name.slice(prefix.length) : name
    const known = sources.get(file)
    const content = files.get(file)
    if (known !== undefined || content === undefined) return known
    const source = sourceOf(file, content)
    sources.set(file, source)
    return source
  }
  return {
    report,
    title: whatHappened(report),
    text,
    named: [...text.matchAll(/([^\n]*?)([\w./-]+\.(?:[cm]?js|ts)):(\d+)/g)].map(
      ([, before = '', file = '', line]) => ({
        file,
        line: Number(line),
        before,
      }),
    ),
    lineAt: (file, line) => sourceAt(file)?.text.split('\n')[line - 1],
    nodesAt: (file, line) =>
      (sourceAt(file)?.places ?? []).filter(
        ({ node }) => node.loc != null && node.loc.start.line <= line && node.loc.end.line >= line,
      ),
    has: pattern => [...files.values()].some(content => pattern.test(content)),
  }
}
