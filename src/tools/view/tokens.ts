/** What a piece of source text is, as far as colours go. */
export type Kind = 'comment' | 'string' | 'number' | 'keyword' | 'call' | 'text'

/** A piece of a line of source. */
export interface Token {
  readonly kind: Kind
  readonly text: string
}

const keywords = new Set(
  (
    'abstract as async await break case catch class const continue debugger declare default delete do else enum export ' +
    'extends false finally for from function get if implements import in instanceof interface let new null of override ' +
    'private protected public readonly return satisfies set static super switch this throw true try type typeof ' +
    'undefined var void while with yield'
  ).split(' '),
)

const patterns = [
  ['comment', /\/\/.*|\/\*.*?(?:\*\/|$)|^\s*\*(?:\s.*|\/.*)?$/y],
  ['string', /'(?:\\.|[^'\\])*(?:'|$)|"(?:\\.|[^"\\])*(?:"|$)|`(?:\\.|[^`\\])*(?:`|$)/y],
  ['number', /(?<![\p{ID_Continue}$.])\d[\w.]*/uy],
  ['name', /[\p{ID_Start}$_#][\p{ID_Continue}$]*/uy],
  ['text', /[^'"`/\p{ID_Start}$_#\d]+|[\s\S]/uy],
] as const

/** The pieces of a line of JavaScript or TypeScript. Lines are read one by one: a comment over several lines is not recognised. */
export function tokensOf(line: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < line.length) {
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = at
      const text = pattern.exec(line)?.[0]
      if (!text) continue
      at += text.length
      tokens.push({ kind: kind === 'name' ? kindOfName(text, line.slice(at)) : kind, text })
      break
    }
  }
  return tokens
}

function kindOfName(name: string, rest: string): Kind {
  if (keywords.has(name)) return 'keyword'
  return /^\s*\(/.test(rest) ? 'call' : 'text'
}
