import type { Frame } from '../../locate/frame'
import type { LocatedConflict, LocatedSide } from '../../locate/locate'
import { type FunctionNode, functionsAround, syntaxPositionOf } from '../../source/syntax-position'
import { isSamePosition } from './frame-comparison'
import { type ForkPlace, startOf } from './handler-end'
import { lineageOf } from './lineage'

/**
 * Where a package's middleware let the others begin and has responded meanwhile, as `connect-timeout` does: the application's
 * handler that went on after that. On the package's side its place is where it waited. `null` where its work was over by then.
 */
export function forkInLateHandler({ first, second }: LocatedConflict): ForkPlace | null {
  const [steps, others] = [lineageOf(second), lineageOf(first)]
  let depth = 0
  while (isSamePosition(steps[depth]?.frame, others[depth]?.frame)) depth++
  const start = startOf(steps)
  const isLate = steps
    .slice(Math.max(0, start))
    .some(({ entry, activation }, index) => activation !== null || (index > 0 && entry !== null))
  if (start < depth || !isLate) return null
  const frames = framesOf(second)
  const handler = handlerAround(frames, steps[start]?.frame)
  if (handler === null) return null
  const own = frames.filter(frame => isWithin(handler, frame))
  const [waiting, late] = [own[0], own.at(-1)]
  if (waiting === undefined || late === undefined) return null
  return { function: waiting.function, first: waiting, second: { ...late, function: waiting.function } }
}

// From the request's beginning to the send, each place of a function that went on.
function framesOf({ path }: LocatedSide): Frame[] {
  return path.toReversed().flatMap(({ frames }) => frames.toReversed())
}

// The outermost function that ran on the path and has the given one written in it, or is that itself.
function handlerAround(frames: readonly Frame[], start: Frame | undefined): FunctionNode | null {
  const position = start === undefined ? null : syntaxPositionOf(start)
  const around = position === null ? [] : functionsAround(position)
  const ran = frames.flatMap(frame => {
    const at = frame.owner === 'app' && frame.path === start?.path ? syntaxPositionOf(frame) : null
    return at === null ? [] : functionsAround(at).slice(0, 1)
  })
  return around.findLast(fn => ran.includes(fn)) ?? null
}

function isWithin(fn: FunctionNode, frame: Frame): boolean {
  return frame.owner === 'app' && syntaxPositionOf(frame)?.around.includes(fn) === true
}
