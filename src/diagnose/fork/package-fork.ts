import type { LocatedSide } from '../../locate/locate'
import { functionsAround, syntaxPositionOf } from '../../source/syntax-position'
import { type Fork, forkAtStep } from './fork'
import { isSamePosition } from './frame-comparison'
import type { Step } from './lineage'

/**
 * Where both paths part in one call of a function of a package that sent one of the responses by itself: a middleware that
 * responds and goes on; or of one that has started both, a proxy whose listeners respond. `null` where it is not so, and for the
 * framework itself.
 */
export function forkInPackage(
  first: readonly Step[],
  second: readonly Step[],
  sides: readonly LocatedSide[],
): Fork | null {
  let depth = 0
  while (isOneStep(first[depth], second[depth])) depth++
  const [one, other] = [first[depth], second[depth]]
  if (one === undefined || other === undefined) return null
  if (one.frame.owner === 'node' && other.frame.owner === 'node')
    return forkAtStart(first, second, depth, sides)
  if (one.frame.owner !== 'package' || one.frame.path !== other.frame.path) return null
  const name = one.frame.package
  const isSender = sides.some(({ site }) => site?.owner === 'package' && site.package === name)
  if (!isSender && !areStartedBy(first.slice(depth + 1), second.slice(depth + 1), sides)) return null
  return forkAt(first, second, depth)
}

/** Where both paths part in one call of a function of a package that is neither the framework nor has called the application itself. */
export function forkInMiddleware(first: readonly Step[], second: readonly Step[]): Fork | null {
  let depth = 0
  while (isOneStep(first[depth], second[depth])) depth++
  const fork = forkAt(first, second, depth)
  return fork === null || isSamePosition(fork.first, fork.second) ? null : fork
}

function forkAt(first: readonly Step[], second: readonly Step[], depth: number): Fork | null {
  const [one, other] = [first[depth], second[depth]]
  if (one?.frame.owner !== 'package' || other === undefined || one.frame.path !== other.frame.path)
    return null
  const name = one.frame.package
  // What serves the request is called by Node; a middleware is called by what serves it, and its listeners by Node.
  const caller = first
    .slice(0, depth)
    .findLast(({ frame }) => frame.owner === 'app' || (frame.owner === 'package' && frame.package !== name))
  if (caller?.frame.owner !== 'package') return null
  if ([first, second].some(steps => callsApplication(steps.slice(depth), name))) return null
  const [position, otherPosition] = [syntaxPositionOf(one.frame), syntaxPositionOf(other.frame)]
  if (position === null || otherPosition === null) return null
  const [fn] = functionsAround(position)
  if (fn === undefined || functionsAround(otherPosition)[0] !== fn) return null
  return forkAtStep(first, second, depth)
}

// One call of Node's has started both: `http.request`, whose events are emitted apart.
function forkAtStart(
  first: readonly Step[],
  second: readonly Step[],
  depth: number,
  sides: readonly LocatedSide[],
): Fork | null {
  const start = first.slice(0, depth).findLastIndex(({ frame }) => frame.owner !== 'node')
  const frame = first[start]?.frame
  if (frame?.owner !== 'package' || !areStartedBy(first.slice(depth), second.slice(depth), sides)) return null
  const fork = forkAtStep(first, second, start)
  return fork && { ...fork, second: frame, isOneStart: true }
}

// Nothing but packages is on either path, and both came in runs of their own.
function areStartedBy(
  first: readonly Step[],
  second: readonly Step[],
  sides: readonly LocatedSide[],
): boolean {
  const isLater = (steps: readonly Step[]) => {
    const run = steps.find(({ entry }) => entry !== null)
    return run?.entry?.hop != null && run.entry.reason !== 'await'
  }
  return (
    sides.every(({ site, isComplete }) => isComplete && site?.owner === 'package') &&
    isLater(first) &&
    isLater(second)
  )
}

// What calls the application's handlers is the framework.
function callsApplication(steps: readonly Step[], name: string): boolean {
  const index = steps.findIndex(({ frame }) => frame.owner === 'app')
  const caller = steps[index - 1]?.frame
  return caller?.owner === 'package' && caller.package === name
}

function isOneStep(one: Step | undefined, other: Step | undefined): boolean {
  if (one === undefined || other === undefined) return false
  return isSamePosition(one.frame, other.frame) && one.entry?.hop === other.entry?.hop
}
