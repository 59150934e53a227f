import type { Frame } from '../locate/frame'
import type { LocatedSide } from '../locate/locate'
import type { Fork } from './fork/fork'

/** A side in a sentence: `res.json (src/company.js:14)`. */
export function describe({ site, via }: LocatedSide): string {
  return site === null ? via : `${via} (${formatPosition(site)})`
}

/** A position in a sentence: `src/company.js:14`. */
export function formatPosition({ file, line, isGenerated }: Frame): string {
  return isGenerated ? `${file}, line ${line} of the code made from it` : `${file}:${line}`
}

/** The name of the fork's function in a sentence, or what to call it where it has none. */
export function nameOf(fork: Fork, otherwise = 'one function'): string {
  return fork.function === '<anonymous>' ? otherwise : fork.function
}
