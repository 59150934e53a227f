import type { Conflict, Site } from '../../report/conflict'
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
  return { kind: 'call', function: frame.function, place: pagePosition(frame), isSite }
}

/** A position as the page shows it. */
export function pagePosition(site: Site): string {
  return positionText({ ...site, file: pageFile(site) })
}

/** A file as the page shows it: one of a package without the folder that it is installed in. */
export function pageFile({ file, owner }: Pick<Site, 'file' | 'owner'>): string {
  const inPackage = owner === 'package' ? file.lastIndexOf('node_modules/') : -1
  return inPackage === -1 ? file : file.slice(inPackage)
}
