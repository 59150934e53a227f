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
  return isName(fork.function) ? fork.function : otherwise
}

/** Whether what V8 calls a function is a name of its own, and not `<anonymous>` or the path of an assignment. */
export function isName(text: string): boolean {
  return /^[\w$.#]{1,40}$/.test(text) && !/^(module\.)?exports$|exports\.\S+\./.test(text)
}
