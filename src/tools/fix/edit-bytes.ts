import type { Conflict } from '../../report/conflict'

type Edit = Conflict['fix']['edits'][number]
type Position = Edit['start']

const byteOrderMark = '\ufeff'

/**
 * A source file as its bytes and as text. Positions are those of the text as Node reads it: lines and columns from 1, in
 * UTF-16 units, a byte order mark not counted.
 */
export class SourceBytes {
  readonly bytes: Buffer
  readonly text: string
  readonly #starts: readonly number[]
  readonly #markLength: number

  constructor(bytes: Buffer) {
    const whole = bytes.toString('utf8')
    this.bytes = bytes
    this.#markLength = whole.startsWith(byteOrderMark) ? 1 : 0
    this.text = whole.slice(this.#markLength)
    const ends = [...this.text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)]
    this.#starts = [0, ...ends.map(({ index, 0: end }) => index + end.length)]
  }

  get lineCount(): number {
    return this.#starts.length
  }

  /** The offset of a position in the text; `null` for one that it does not have. */
  offsetOf({ line, column }: Position): number | null {
    const start = this.#starts[line - 1]
    const end = this.#starts[line] ?? this.text.length + 1
    return start === undefined || column < 1 || start + column - 1 >= end ? null : start + column - 1
  }

  /** The position of an offset in the text. */
  positionOf(offset: number): Position {
    const line = this.#starts.findLastIndex(start => start <= offset) + 1
    return { line, column: offset - (this.#starts[line - 1] ?? 0) + 1 }
  }

  /**
   * The bytes with edits applied, which must not overlap. What they leave alone stays byte by byte; the line ends that they
   * bring are the file's own.
   */
  with(edits: readonly Edit[]): Buffer {
    const [lineEnd = '\n'] = /\r\n|\n|\r/.exec(this.text) ?? []
    const inOrder = edits
      .map(({ start, end, text }) => ({ from: this.#byteOf(start), to: this.#byteOf(end), text }))
      .sort((one, other) => one.from - other.from)
    const parts: Buffer[] = []
    let at = 0
    for (const { from, to, text } of inOrder) {
      parts.push(this.bytes.subarray(at, from), Buffer.from(text.replace(/\r\n|\n/g, lineEnd)))
      at = to
    }
    return Buffer.concat([...parts, this.bytes.subarray(at)])
  }

  #byteOf(position: Position): number {
    const offset = (this.offsetOf(position) ?? this.text.length) + this.#markLength
    // A byte that is no UTF-8 is one character of the text: the most bytes that make no more text than that.
    let [low, high] = [0, this.bytes.length]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.bytes.toString('utf8', 0, middle).length <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}
