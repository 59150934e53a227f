/** The lines of a source text, split at every line terminator of JavaScript. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/)
}

/**
 * Characters of indentation that all lines have in common, so that it can go where they are shown. Tabs and spaces differ
 * in width: only what is the same to the letter counts. Blank lines do not.
 */
export function sharedIndent(lines: readonly string[]): number {
  const indents = lines.filter(line => line.trim() !== '').map(line => /^[ \t]*/.exec(line)?.[0] ?? '')
  const [first = ''] = indents
  let length = first.length
  while (!indents.every(indent => indent.startsWith(first.slice(0, length)))) length--
  return length
}

/** The numbers, from 1, of the lines around marked ones, without blank lines at either end. */
export function numbersAround(
  lines: readonly string[],
  marked: readonly number[],
  context: number,
): number[] {
  let from = Math.max(1, Math.min(...marked) - context)
  let to = Math.min(lines.length, Math.max(...marked) + context)
  const isBlank = (number: number) => !marked.includes(number) && (lines[number - 1] ?? '').trim() === ''
  while (from < to && isBlank(from)) from++
  while (from < to && isBlank(to)) to--
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

/** How long the name is that begins at an index of a line; 1 where there is none. */
export function nameLengthAt(line: string, index: number): number {
  return Math.max(1, /^[\p{ID_Continue}$#]+/u.exec(line.slice(index))?.[0].length ?? 0)
}
