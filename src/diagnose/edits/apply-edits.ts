import type { Edit } from './edit'

type Change = Omit<Edit, 'file'>

/** Text with edits applied. They must be of one file and not overlap. */
export function applyEdits(text: string, edits: readonly Change[]): string {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length)
  const offsetOf = ({ line, column }: Change['start']) => (starts[line - 1] ?? text.length) + column - 1
  const inOrder = edits.map(edit => ({ ...edit, from: offsetOf(edit.start), to: offsetOf(edit.end) }))
  return inOrder
    .sort((one, other) => other.from - one.from)
    .reduce((text, { from, to, text: added }) => text.slice(0, from) + added + text.slice(to), text)
}
