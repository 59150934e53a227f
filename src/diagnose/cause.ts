import type { CauseCode, Finding } from './diagnosis'
import type { Evidence } from './evidence'
import type { ForkShape } from './shape/fork-shape'

/** What is asked of a shape: each of its words is to be the one given, or one of those. */
export type ShapePattern = {
  readonly [Key in keyof ForkShape]?: ForkShape[Key] | readonly ForkShape[Key][]
}

/** One cause: the shapes by which it is recognised, by a name of their own, and what is said of it. */
export interface Cause<Name extends string = string> {
  readonly code: CauseCode
  readonly shapes: Readonly<Record<Name, ShapePattern>>
  explain(evidence: Evidence): Finding
}

/** Whether a shape is as a pattern asks. */
export function matches(shape: ForkShape, pattern: ShapePattern): boolean {
  return Object.entries(pattern).every(([key, wanted]) =>
    [wanted].flat().some(word => word === shape[key as keyof ForkShape]),
  )
}
