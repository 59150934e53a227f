import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { escapeUnsafe } from '../../report/printable'
import type { Bug, Summary } from './bug'
import type { Opening } from './editor'

/** What the page says of all bugs together. */
export interface Index {
  /** When the page was made, ISO 8601. */
  readonly made: string
  /** How many files they came from. Their names are those of the machine that it was made on. */
  readonly files: number
  readonly reports: number
  /** Lines of the files that were no reports. */
  readonly malformed: number
  readonly processes: number
  readonly bugs: readonly Summary[]
  /** What each of their causes means, in a sentence. */
  readonly causes: Readonly<Record<string, string>>
  /** How positions are opened, where the page is for the machine that it was made on; `null` for one that is passed on. */
  readonly opening: Opening | null
  /** Whether a server says when there are new reports. */
  readonly isLive: boolean
}

/** One HTML file with everything in it. Nothing is loaded, and nothing of the data can become markup or script. */
export function htmlOf(index: Index, bugs: readonly Bug[]): string {
  const [script, style] = [partOf('page.js'), partOf('page.css')]
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    ...(index.isLive ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  const data = [
    dataOf('index', index),
    // One by one, so that the page parses only what is shown.
    ...bugs.map(({ detail }, number) => dataOf(`bug-${number}`, detail)),
  ].join('\n')
  const parts: Readonly<Record<string, string>> = {
    policy,
    style: `<style>${style}</style>`,
    script: `<script>${script}</script>`,
    data,
  }
  return partOf('page.html').replace(/<!-- (policy|style|script|data) -->/g, (_, name) => parts[name] ?? '')
}

function partOf(name: string): string {
  return readFileSync(join(__dirname, 'browser', name), 'utf8')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

// In a script element only `<` can end the text.
function dataOf(id: string, value: unknown): string {
  const json = escapeUnsafe(JSON.stringify(value)).replaceAll('<', '\\u003c')
  return `<script type="application/json" id="${id}">${json}</script>`
}
