/**
 * Characters that all lines begin with and that can go. Tabs and spaces are shown differently wide, so they must be the
 * same.
 */
export function sharedIndent(lines: readonly string[]): number {
  const indents = lines.filter(line => line.trim() !== '').map(line => /^[ \t]*/.exec(line)?.[0] ?? '')
  const [first = ''] = indents
  let length = first.length
  while (!indents.every(indent => indent.startsWith(first.slice(0, length)))) length--
  return length
}
