import type { Frame } from '../../locate/frame'
import type { LocatedConflict, LocatedSide } from '../../locate/locate'
import { functionsAround, insideOf, syntaxPositionOf } from '../../source/syntax-position'
import { isJoined } from '../syntax/joined'
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
  const found = endIn(first, second)
  if (found !== null) return { function: found.frame.function, first: found.frame, second: found.end }
  const other = endIn(second, first)
  return other === null ? null : { function: other.frame.function, first: other.end, second: other.frame }
}

interface End {
  readonly frame: Frame
  readonly end: Frame
}

function endIn(from: LocatedSide, by: LocatedSide): End | null {
  if (by.site?.owner !== 'package' || from.site === null) return null
  const [steps, others] = [lineageOf(from), lineageOf(by)]
  let depth = 0
  while (isSamePosition(steps[depth]?.frame, others[depth]?.frame)) depth++
  const isOfApplication = ({ frame }: Step) => frame.owner === 'app'
  // What has run in between is the package's own, and that of others which it called.
  if (others.slice(depth).some(isOfApplication)) return null
  const own = steps.slice(depth)
  const handler = own.find(
    (step, index) =>
      isOfApplication(step) &&
      step.frame !== from.site &&
      !isWaitedFor(step.frame) &&
      own.slice(index + 1).some(isOfApplication),
  )
  const last = own.findLast(
    (step, index) => isOfApplication(step) && callerOf(steps, depth + index)?.frame.owner === 'package',
  )
  const frame = (handler ?? last)?.frame
  return frame === undefined ? null : withEnd(frame)
}

// Node's own calls say nothing of who called.
function callerOf(steps: readonly Step[], at: number): Step | undefined {
  return steps.slice(0, at).findLast(({ frame }) => frame.owner !== 'node')
}

function isWaitedFor(frame: Frame): boolean {
  const position = syntaxPositionOf(frame)
  if (position === null || position.call !== null) return isJoined(position)
  // `await new Promise(…)`, and an `await` that a map names the beginning of.
  const [fn] = functionsAround(position)
  return fn !== undefined && insideOf(fn, position).some(node => node.type === 'AwaitExpression')
}

function withEnd(frame: Frame): End | null {
  const position = syntaxPositionOf(frame)
  const [fn] = position === null ? [] : functionsAround(position)
  if (position === null || fn?.end == null) return null
  return { frame, end: { ...frame, ...position.source.positionOf(fn.end - 1) } }
}
