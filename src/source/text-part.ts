/** A part of a text, by offsets. */
export interface Part {
  readonly start: number
  readonly end: number
}

/** What a statement does not begin with, but goes on: a bracket that closes, an operator, an `else`. */
const goesOn = /^(?:[)\]}{.,;:?*+\-&|=<>]|(?:else|catch|finally)\b)/

const isComment = /^\/[/*]/

/**
 * The parts of a text around an offset that seem, by how their lines are indented, to be statements of their own: from the
 * outermost one inwards, none longer than `maxLength`.
 */
export function partsAround(text: string, offset: number, maxLength: number): Part[] {
  const parts: Part[] = []
  for (const { start, indent } of outlineOf(text, offset, maxLength)) {
    const end = endOf(text, offset, indent, start + maxLength)
    if (end !== null) parts.push({ start, end })
  }
  return parts.toReversed()
}

interface Line {
  readonly start: number
  /** Characters of white space that it begins with. */
  readonly indent: number
}

/** The lines above an offset that are less indented than all that follow them to there, the innermost first. */
function outlineOf(text: string, offset: number, maxLength: number): Line[] {
  const outline: Line[] = []
  let least = Number.POSITIVE_INFINITY
  for (let start = startOfLine(text, offset); ; start = startOfLine(text, start - 1)) {
    const indent = indentAt(text, start)
    const first = text.slice(start + indent, start + indent + 10)
    if (first !== '' && indent < least && !goesOn.test(first) && !isComment.test(first)) {
      outline.push({ start, indent })
      least = indent
    }
    if (least === 0 || start === 0 || offset - start > maxLength) return outline
  }
}

/** Where the next statement begins that is no more indented; `null` where that is too far. */
function endOf(text: string, offset: number, indent: number, limit: number): number | null {
  for (let start = offset; ; ) {
    const end = text.indexOf('\n', start)
    if (end === -1) return text.length <= limit ? text.length : null
    start = end + 1
    if (start > limit) return null
    const own = indentAt(text, start)
    const first = text.slice(start + own, start + own + 10)
    if (/^\s|^$/.test(first)) continue
    if (own < indent || (own === indent && !goesOn.test(first))) return start
  }
}

function startOfLine(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}

function indentAt(text: string, start: number): number {
  let end = start
  while (text[end] === ' ' || text[end] === '\t') end++
  return end - start
}
