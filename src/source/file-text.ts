import { createHash } from 'node:crypto'

/** SHA-256 of a text in hexadecimal, which is what V8 keeps of a script's. */
export function hashOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

/** What a file said, with its lines as V8 counts them. Lines and columns count from 1. */
export class FileText {
  readonly text: string
  readonly hash: string
  #starts: readonly number[] | undefined
  #lines: readonly string[] | undefined

  constructor(text: string, hash = hashOf(text)) {
    this.text = text
    this.hash = hash
  }

  get lines(): readonly string[] {
    this.#lines ??= this.#lineStarts.map((start, index) => this.text.slice(start, this.#endOf(index)))
    return this.#lines
  }

  /** The offset of a position; that of the end where there is no such line. */
  offsetOf(line: number, column: number): number {
    return (this.#lineStarts[line - 1] ?? this.text.length) + column - 1
  }

  /** The position of an offset. */
  positionOf(offset: number): { line: number; column: number } {
    const starts = this.#lineStarts
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }

  /** Whether there is a character at a position. */
  has(line: number, column: number): boolean {
    const start = this.#lineStarts[line - 1]
    return start !== undefined && start + column <= this.#endOf(line - 1)
  }

  // Without the line terminator.
  #endOf(index: number): number {
    const next = this.#lineStarts[index + 1]
    if (next === undefined) return this.text.length
    return this.text.charCodeAt(next - 1) === lineFeed && this.text.charCodeAt(next - 2) === carriageReturn
      ? next - 2
      : next - 1
  }

  get #lineStarts(): readonly number[] {
    this.#starts ??= lineStartsIn(this.text)
    return this.#starts
  }
}

const [lineFeed, carriageReturn, lineSeparator, paragraphSeparator] = [10, 13, 0x2028, 0x2029]

function lineStartsIn(text: string): number[] {
  const starts = [0]
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code !== lineFeed && code !== carriageReturn && code !== lineSeparator && code !== paragraphSeparator)
      continue
    if (code === carriageReturn && text.charCodeAt(index + 1) === lineFeed) index++
    starts.push(index + 1)
  }
  return starts
}
