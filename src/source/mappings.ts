import type { Steps } from './steps'

/** A position in a source of a map. All numbers count from 0. */
export interface Mapping {
  readonly source: number
  readonly line: number
  readonly column: number
}

/** The state after a segment, from which decoding can go on. */
interface Checkpoint {
  readonly offset: number
  readonly hasSource: boolean
  readonly generatedLine: number
  readonly generatedColumn: number
  readonly source: number
  readonly line: number
  readonly column: number
}

/** Characters between two checkpoints: as many are decoded for each position that is asked for. */
const spacing = 4096

/** Characters that are decoded in one piece, which takes some 5 ms. */
const pieceLength = 1024 * 1024

const digits = new Int8Array(128).fill(-1)
for (const [value, digit] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries())
  digits[digit.charCodeAt(0)] = value

const [comma, semicolon] = [44, 59]

/**
 * The mappings of a source map, decoded as far as they were asked for. Nothing is kept of them but checkpoints, so that a map
 * takes little more memory than its text. https://tc39.es/ecma426/#sec-mappings
 */
export class Mappings {
  readonly #text: string
  readonly #checkpoints: Checkpoint[] = []
  #offset = 0
  #generatedLine = 0
  #generatedColumn = 0
  #source = 0
  #line = 0
  #column = 0
  #hasSource = false
  #isBroken = false

  constructor(text: string) {
    this.#text = text
    this.#keepCheckpoint()
  }

  /** Decodes all of them in pieces, so that later searches need not. */
  *index(): Steps {
    for (;;) {
      this.#indexTo(this.#offset + pieceLength)
      if (this.#offset >= this.#text.length) return
      yield
    }
  }

  /**
   * What the last segment at or before a position of the generated code's line leads to; `null` where there is none, or where
   * it leads nowhere.
   */
  find(generatedLine: number, generatedColumn: number): Mapping | null {
    while (this.#offset < this.#text.length && this.#generatedLine <= generatedLine)
      this.#indexTo(this.#offset + spacing)
    const isBefore = (point: Checkpoint) =>
      point.generatedLine < generatedLine ||
      (point.generatedLine === generatedLine && point.generatedColumn <= generatedColumn)
    const end = this.#state()
    this.#restore(this.#checkpoints.findLast(isBefore) as Checkpoint)
    let found = this.#generatedLine === generatedLine ? this.#original() : null
    while (this.#nextSegment() && this.#generatedLine <= generatedLine) {
      if (this.#generatedLine < generatedLine) continue
      if (this.#generatedColumn > generatedColumn) break
      found = this.#original()
    }
    this.#restore(end)
    return found
  }

  #indexTo(offset: number): void {
    while (this.#offset < offset && this.#nextSegment()) {
      const last = this.#checkpoints.at(-1)?.offset ?? 0
      if (this.#offset - last >= spacing) this.#keepCheckpoint()
    }
  }

  /** Reads the next segment into the state; `false` at the end. */
  #nextSegment(): boolean {
    const text = this.#text
    for (; this.#offset < text.length; this.#offset++) {
      const code = text.charCodeAt(this.#offset)
      if (code === semicolon) {
        this.#generatedLine++
        this.#generatedColumn = 0
      } else if (code !== comma) break
    }
    if (this.#offset >= text.length) return false

    this.#isBroken = false
    this.#generatedColumn += this.#nextNumber()
    this.#hasSource = this.#isInSegment()
    if (this.#hasSource) {
      this.#source += this.#nextNumber()
      this.#line += this.#nextNumber()
      this.#column += this.#nextNumber()
    }
    while (this.#isInSegment()) this.#nextNumber()
    if (this.#isBroken) this.#hasSource = false
    return true
  }

  #original(): Mapping | null {
    return this.#hasSource ? { source: this.#source, line: this.#line, column: this.#column } : null
  }

  #isInSegment(): boolean {
    const code = this.#text.charCodeAt(this.#offset)
    return this.#offset < this.#text.length && code !== comma && code !== semicolon
  }

  /** Base 64, five bits a digit, the lowest first; the first bit is the sign. */
  #nextNumber(): number {
    let [number, shift] = [0, 0]
    while (this.#isInSegment()) {
      const digit = digits[this.#text.charCodeAt(this.#offset++)] ?? -1
      if (digit === -1) {
        this.#isBroken = true
        return 0
      }
      number |= (digit & 31) << shift
      shift += 5
      if (digit < 32) break
    }
    return number & 1 ? -(number >>> 1) : number >>> 1
  }

  #keepCheckpoint(): void {
    this.#checkpoints.push(this.#state())
  }

  #state(): Checkpoint {
    return {
      offset: this.#offset,
      hasSource: this.#hasSource,
      generatedLine: this.#generatedLine,
      generatedColumn: this.#generatedColumn,
      source: this.#source,
      line: this.#line,
      column: this.#column,
    }
  }

  #restore(state: Checkpoint): void {
    this.#offset = state.offset
    this.#hasSource = state.hasSource
    this.#generatedLine = state.generatedLine
    this.#generatedColumn = state.generatedColumn
    this.#source = state.source
    this.#line = state.line
    this.#column = state.column
  }
}
