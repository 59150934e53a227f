import type { Frame } from '../../locate/frame'
import type { HeldError } from '../../locate/held-error'
import type { LocatedConflict } from '../../locate/locate'
import { trunkOf } from '../../locate/trunk'
import { isSamePosition } from './frame-comparison'
import { type ForkPlace, startOf, withEnd } from './handler-end'
import { lineageOf, type Step } from './lineage'

/** An error that a framework made by itself after its handler had responded, and that an error handler responded to. */
export interface OwnError {
  readonly package: string
  readonly error: HeldError
  /** The handler: its place on the first side, and its end. */
  readonly place: ForkPlace | null
}

/** Such an error, where nothing of the application was on its stack, and both paths part in the framework; else `null`. */
export function ownErrorOf({ first, second, held }: LocatedConflict): OwnError | null {
  const error = held?.find(({ kind }) => kind !== 'local')
  const [steps, others] = [lineageOf(first), lineageOf(second)]
  let depth = 0
  while (isSamePosition(steps[depth]?.frame, others[depth]?.frame)) depth++
  const start = startOf(steps)
  const caller = steps.slice(0, start).findLast(({ frame }) => frame.owner !== 'node')?.frame
  const name = caller?.owner === 'package' ? caller.package : null
  if (error === undefined || name === null || start < depth || !trunkOf(first.path).has(name)) return null
  const isOwn = error.thrownIn.length === 0 && isOfPackage(error.site, name)
  const handler = others.find(({ frame }, index) => index >= depth && frame.owner === 'app')
  if (!isOwn || handler === undefined || !isCalledBy(handler, others, name)) return null
  const found = steps[start] === undefined ? null : withEnd(steps[start].frame)
  const place = found && { function: found.frame.function, first: found.frame, second: found.end }
  return { package: name, error, place }
}

function isCalledBy(step: Step, steps: readonly Step[], name: string): boolean {
  const caller = steps.slice(0, steps.indexOf(step)).findLast(({ frame }) => frame.owner !== 'node')
  return isOfPackage(caller?.frame ?? null, name)
}

function isOfPackage(frame: Frame | null, name: string): boolean {
  return frame?.owner === 'package' && frame.package === name
}
