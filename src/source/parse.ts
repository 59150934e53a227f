import type { ParseResult, ParserOptions } from '@babel/parser'
import type { Part } from './text-part'

/** Whether syntax errors are skipped where the rest can be parsed. */
interface Leniency {
  readonly isLenient: boolean
}

/** Loads the parser: on the first conflict, and not when the application starts. */
function loadParser(): typeof import('@babel/parser') {
  return require('@babel/parser')
}

/** Parses a part of a text as JavaScript, as Flow, or as TypeScript where the path says so; `null` where it does not parse. */
export function parse(text: string, part: Part, path: string, leniency: Leniency): ParseResult | null {
  for (const plugins of dialectsOf(text, path)) {
    const root = parseWith(plugins, text, part, leniency)
    if (root !== null) return root
  }
  return null
}

/** Whether a whole text parses without an error. */
export function isParsable(text: string, path: string): boolean {
  return parse(text, wholeOf(text), path, { isLenient: false }) !== null
}

/** All of a text, and the position at its end. */
export function wholeOf(text: string): Part {
  return { start: 0, end: text.length + 1 }
}

type Plugins = NonNullable<ParserOptions['plugins']>

/** Where a file may say `@flow`: in its first characters. */
const maxHead = 2000

/** The parser's plugins for what a text may be written in, the likeliest first. */
function dialectsOf(text: string, path: string): Plugins[] {
  const jsx: Plugins = /\.[cm]?ts$/.test(path) ? [] : ['jsx']
  if (/\.[cm]?tsx?$/.test(path)) return [[...jsx, 'typescript', 'decorators']]
  const isFlow = /^\s*(?:\/\/|\/?\*).*@flow\b/m.test(text.slice(0, maxHead))
  const plain: Plugins = [...jsx, 'decorators']
  // In a file that does not say so, `f<T>(x)` is two comparisons.
  const flow: Plugins = [...plain, ['flow', { all: isFlow }]]
  return isFlow ? [flow, plain] : [plain, flow]
}

function parseWith(
  plugins: Plugins,
  text: string,
  { start, end }: Part,
  { isLenient }: Leniency,
): ParseResult | null {
  try {
    return loadParser().parse(text.slice(start, end), {
      // The line does not matter, as only offsets are read. The parser wants one after the first for an index.
      ...(start > 0 && { startIndex: start, startLine: 2, startColumn: 0 }),
      sourceType: 'unambiguous',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowImportExportEverywhere: true,
      allowUndeclaredExports: true,
      attachComment: false,
      errorRecovery: isLenient,
      plugins,
    })
  } catch {
    return null
  }
}
