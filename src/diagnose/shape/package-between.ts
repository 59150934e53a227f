import type { LocatedConflict, LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'

/** A package that called the application for one of the two responses, and went on to what the framework has next. */
export interface PackageBetween {
  readonly package: string
  /** Whether it had called what responded first. */
  readonly calledFirst: boolean
}

/**
 * The package, `multer@2.0.0`, that called a function of the application which responded, and also the `next()` that led to the
 * other response; `null` where there is none.
 */
export function packageBetween({ first, second }: LocatedConflict): PackageBetween | null {
  const [one, other] = [callersOf(first), callersOf(second)]
  if (isCallerOfBoth(one, other)) return { package: one[0] ?? '', calledFirst: true }
  return isCallerOfBoth(other, one) ? { package: other[0] ?? '', calledFirst: false } : null
}

// The one side was called by the package itself, the other by a framework that the package had called.
function isCallerOfBoth([caller]: readonly string[], [framework, outer]: readonly string[]): boolean {
  return caller !== undefined && framework !== undefined && caller !== framework && caller === outer
}

// The packages that called the application's function of an attempt, one after the other, until the application is reached.
function callersOf(side: LocatedSide): string[] {
  const site = appSiteOf(side)
  if (site === null) return []
  const frames = side.path.flatMap(segment => segment.frames)
  const outer = frames.slice(frames.indexOf(site))
  const called = outer.findIndex(frame => frame.owner === 'package')
  const calls = called === -1 ? [] : outer.slice(called)
  const end = calls.findIndex(frame => frame.owner === 'app')
  const names = calls
    .slice(0, end === -1 ? undefined : end)
    .flatMap(frame => (frame.owner === 'package' ? [frame.package] : []))
  return names.filter((name, index) => name !== names[index - 1])
}
