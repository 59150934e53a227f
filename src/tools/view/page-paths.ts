import type { Conflict } from '../../report/conflict'
import { pathStepsOf, positionText, type Step } from '../../report/path-steps'

/** A step on a path, as the page has it. */
export type PageStep =
  | { readonly kind: 'call'; readonly function: string; readonly place: string; readonly isSite: boolean }
  | Exclude<Step, { kind: 'call' }>

/** Both paths from the request, outermost call first: what they have in common, and each from where they part. */
export interface PagePaths {
  readonly trunk: readonly PageStep[]
  readonly first: readonly PageStep[]
  readonly second: readonly PageStep[]
  /** The function in which the paths part; `null` where there is none, or it is not known. */
  readonly fork: string | null
}

/** The paths of a conflict for the page. */
export function pagePathsOf({ first, second, fork }: Conflict): PagePaths {
  const paths = pathStepsOf(first, second, fork, 'from the request')
  return {
    trunk: paths.trunk.map(pageStep),
    first: paths.first.map(pageStep),
    second: paths.second.map(pageStep),
    fork: fork?.function ?? null,
  }
}

function pageStep(step: Step): PageStep {
  if (step.kind !== 'call') return step
  const { frame, isSite } = step
  return { kind: 'call', function: frame.function, place: positionText(frame), isSite }
}
