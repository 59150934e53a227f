/** A call, or an assignment to a property, that the oracle watches. Lines and columns count from 1, as in reports. */
export interface CallPosition {
  readonly id: number
  readonly file: string
  readonly line: number
  /** Where V8 would say that it is: the property's name, where there is one. */
  readonly column: number
  /** Offsets of the whole call. */
  readonly start: number
  readonly end: number
  /** The last word of what is called: `json`. */
  readonly name: string
  /** The function it is in; 0 for the file itself. */
  readonly fn: number
}

/** A function of the program. */
export interface FunctionPosition {
  readonly id: number
  readonly file: string
  /** Offsets. */
  readonly start: number
  readonly end: number
  /** What it is called by: its own name, or that of the variable or property that it is put in; may be empty. */
  readonly name: string
  /** The call that it is an argument of, as an id, or `null`. */
  readonly givenTo: number | null
  /** The function it is in; 0 for the file itself. */
  readonly fn: number
}

/** The calls and functions of a program, by their ids. */
export interface Positions {
  readonly calls: Map<number, CallPosition>
  readonly functions: Map<number, FunctionPosition>
}

export const emptyPositions = (): Positions => ({ calls: new Map(), functions: new Map() })
