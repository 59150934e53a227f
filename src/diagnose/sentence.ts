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

/** The fork's function in a sentence, by its name or by what it is, when it is named for the first time and again. */
export function nameOf(
  fork: Fork | null,
  kind: 'function' | 'middleware' = 'function',
): { readonly name: string; readonly again: string } {
  if (fork !== null && isName(fork.function)) return { name: fork.function, again: fork.function }
  return { name: kind === 'function' ? 'an anonymous function' : `a ${kind}`, again: `the same ${kind}` }
}

/** Whether what V8 calls a function is a name of its own, and not `<anonymous>` or a path that V8 made up from what is around it. */
export function isName(text: string): boolean {
  const isPlain = /^[\w$#]+(?:\.[\w$#]+){0,2}$/.test(text) && text.length <= 40
  return isPlain && !/^(module\.)?exports$|exports\.\S+\./.test(text)
}
