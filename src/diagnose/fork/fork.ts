import type { Frame } from '../../locate/frame'
import type { Step } from './lineage'

/** The innermost call of an application function from whose own lines, or from functions written there, both sends came. */
export interface Fork {
  /** The function's name as V8 has it. */
  readonly function: string
  readonly first: Frame
  readonly second: Frame
  /** The calls that lead to it, the request's beginning first. */
  readonly outer: readonly Step[]
  /** Whether the call was not made by the last of those, but began a run of its own. */
  readonly isRun: boolean
  /** The paths from there to the sends. */
  readonly firstPath: readonly Step[]
  readonly secondPath: readonly Step[]
  /** Whether one line started both paths, and they part in functions that are written in the call. */
  readonly isOneStart: boolean
  /** `source` where only the nesting of functions shows it, and the work was not followed all the way. */
  readonly from: 'lineage' | 'source'
}

/** The fork in the call that both paths have at one step; `null` where one of them has none there. */
export function forkAtStep(first: readonly Step[], second: readonly Step[], at: number): Fork | null {
  const [one, other] = [first[at], second[at]]
  if (one === undefined || other === undefined) return null
  return {
    function: one.frame.function,
    first: one.frame,
    second: other.frame,
    outer: first.slice(0, at),
    isRun: one.entry !== null,
    firstPath: first.slice(at + 1),
    secondPath: second.slice(at + 1),
    isOneStart: false,
    from: 'lineage',
  }
}
