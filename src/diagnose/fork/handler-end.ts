import type { Frame } from '../../locate/frame'
import type { LocatedConflict, LocatedSide } from '../../locate/locate'
import { trunkOf } from '../../locate/trunk'
import {
  functionsAround,
  insideOf,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { isJoined, isReturned } from '../syntax/joined'
import type { Fork } from './fork'
import { isSamePosition } from './frame-comparison'
import { lineageOf, type Step } from './lineage'

/** The function in which the paths part, and its lines on both, as a report names them. */
export type ForkPlace = Pick<Fork, 'function' | 'first' | 'second'>

/**
 * Where a package responded because a function of the application that it had called was over, and the other response came from
 * there: the function that did not wait for it, or that ended without saying that it had responded. On the package's side its
 * place is its end. `null` where no package responded so.
 */
export function forkAtEnd({ first, second }: LocatedConflict): ForkPlace | null {
  const found = endIn(first, second, isReturned)
  if (found !== null) return { function: found.frame.function, first: found.frame, second: found.end }
  const other = endIn(second, first, isJoined)
  return other === null ? null : { function: other.frame.function, first: other.end, second: other.frame }
}

/**
 * The same of a function that a package had called which is not the framework, and which went on when that was over: a filter, a
 * callback of a middleware.
 */
export function forkAtCallback({ first, second }: LocatedConflict): ForkPlace | null {
  const steps = lineageOf(first)
  const site = steps.findLastIndex(({ frame }) => frame === first.site)
  const start = site === -1 ? -1 : startOf(steps.slice(0, site + 1))
  const [callback, caller] = [steps[start], callerOf(steps, start)?.frame]
  if (callback === undefined || caller?.owner !== 'package') return null
  const isCallers = ({ frame }: Step) => frame.owner === 'package' && frame.package === caller.package
  const others = lineageOf(second)
  let depth = 0
  while (isSamePosition(steps[depth]?.frame, others[depth]?.frame)) depth++
  if (depth > start || !others.slice(depth).some(isCallers)) return null
  if (trunkOf(first.path).has(caller.package) || trunkOf(second.path).has(caller.package)) return null
  const end = withEnd(callback.frame)
  return end && { function: end.frame.function, first: end.frame, second: end.end }
}

/** A position in a function, and where that function ends. */
export interface End {
  readonly frame: Frame
  readonly end: Frame
}

function endIn(
  from: LocatedSide,
  by: LocatedSide,
  isEnd: (position: SyntaxPosition | null) => boolean,
): End | null {
  if (by.site?.owner !== 'package' || from.site === null) return null
  const [steps, others] = [lineageOf(from), lineageOf(by)]
  let depth = 0
  while (isSamePosition(steps[depth]?.frame, others[depth]?.frame)) depth++
  // What has run in between is the package's own, and that of others which it called.
  if (others.slice(depth).some(isOfApplication)) return null
  const own = steps.slice(depth)
  // What nothing but Node called side by side, as two listeners of a server, is not waiting for one another.
  if (
    !steps.slice(0, depth).some(({ frame }) => frame.owner !== 'node') &&
    !isCalledFor(own, by.site.package)
  )
    return null
  // What has not waited since then was called when the package had responded.
  const hasWaited = own.some(({ entry, activation }) => entry !== null || activation !== null)
  if (isEnd === isJoined && !hasWaited) return null
  // A framework waits for its middlewares; what the last of them returns is what it responds with.
  const calls = (isEnd === isReturned ? own.slice(Math.max(0, startOf(own))) : own).filter(isOfApplication)
  const handler = calls.slice(0, -1).find(({ frame }) => !isWaitedFor(frame, isEnd))
  const frame = (handler ?? own[startOf(own)])?.frame
  return frame === undefined ? null : withEnd(frame)
}

function isCalledFor(steps: readonly Step[], name: string): boolean {
  return steps.some(({ frame }) => frame.owner === 'package' && frame.package === name)
}

function isOfApplication({ frame }: Step): boolean {
  return frame.owner === 'app'
}

/** The index of the last call of the application by a package; -1 where there is none. */
export function startOf(steps: readonly Step[]): number {
  return steps.findLastIndex(
    (step, index) =>
      isOfApplication(step) && (callerOf(steps, index)?.frame.owner ?? 'package') === 'package',
  )
}

// Node's own calls say nothing of who called.
function callerOf(steps: readonly Step[], at: number): Step | undefined {
  return steps.slice(0, at).findLast(({ frame }) => frame.owner !== 'node')
}

function isWaitedFor(frame: Frame, isEnd: (position: SyntaxPosition | null) => boolean): boolean {
  const position = syntaxPositionOf(frame)
  if (position === null || position.call !== null || isEnd === isReturned) return isEnd(position)
  // `await new Promise(…)`, and an `await` that a map names the beginning of.
  const [fn] = functionsAround(position)
  return fn !== undefined && insideOf(fn, position).some(node => node.type === 'AwaitExpression')
}

/** A function's position on one side, and its end on the other; `null` where its source is not available. */
export function withEnd(frame: Frame): End | null {
  const position = syntaxPositionOf(frame)
  const [fn] = position === null ? [] : functionsAround(position)
  if (position === null || fn?.end == null) return null
  return { frame, end: { ...frame, ...position.source.positionOf(fn.end - 1) } }
}
