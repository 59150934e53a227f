/** A change of a text: what is between two offsets becomes something else. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** A text with changes made, which must not overlap. Of several at one offset the earlier in the list stands first. */
export function splice(text: string, changes: readonly Splice[]): string {
  const ordered = changes.map((change, index) => ({ ...change, index }))
  ordered.sort((one, other) => one.start - other.start || one.end - other.end || one.index - other.index)
  let result = ''
  let end = 0
  for (const change of ordered) {
    if (change.start < end) throw new Error(`changes overlap at ${change.start}`)
    result += text.slice(end, change.start) + change.text
    end = change.end
  }
  return result + text.slice(end)
}
