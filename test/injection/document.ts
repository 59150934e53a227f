import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url))

const begin = '<!-- injection: written by `npm run inject -- --write` -->'
const end = '<!-- /injection -->'

/** Puts the tables of a run into the page that shows them, between its marks. */
export function writeTables(text: string): void {
  const before = readFileSync(page, 'utf8')
  const [start, stop] = [before.indexOf(begin), before.indexOf(end)]
  if (start === -1 || stop === -1) throw new Error(`${page} has no place for the tables`)
  writeFileSync(page, `${before.slice(0, start + begin.length)}\n\n${text}\n\n${before.slice(stop)}`)
}
