import type { Conflict, Site } from '../../report/conflict'
import { framesOf } from '../../report/path-steps'

type Side = Conflict['first'] | Conflict['second']

/** The package that made an attempt by itself or was called to make it, `express@5.3.0`; `null` where it was the application. */
export function responderOf({ site, path, via }: Side): string | null {
  if (site?.owner === 'package') return site.package ?? null
  const frames = framesOf({ path })
  if (site === null) return packageIn(frames.find(frame => frame.owner === 'package'))
  // The methods of a response are a framework's, too, but it is the application that responds with them.
  if (via.startsWith('res.')) return null
  const index = frames.findIndex(frame => frame.file === site.file && frame.line === site.line)
  return packageIn(frames[index - 1])
}

/**
 * The package whose maintainers may want to know of a conflict; `null` where it is the application's own. A framework that responds
 * for a handler that was not awaited, or for an error, only does its job.
 */
export function packageToBlame({ first, second, cause }: Conflict): string | null {
  const isOfPackages = [first, second].every(({ site }) => site?.owner !== 'app')
  if (!isOfPackages && cause !== 'two-responders' && cause !== 'undetermined') return null
  return responderOf(second) ?? responderOf(first)
}

/** The packages on the paths of some sides. */
export function packagesOf(sides: readonly Side[]): string[] {
  const frames = sides.flatMap(framesOf)
  return [...new Set(frames.flatMap(frame => packageIn(frame) ?? []))]
}

function packageIn(frame: Site | undefined): string | null {
  return frame?.owner === 'package' ? (frame.package ?? null) : null
}
