import type { Frame } from '../../locate/frame'
import type { LocatedSide } from '../../locate/locate'
import {
  contains,
  expressionOf,
  functionsAround,
  insideOf,
  isChainFrom,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { Fork } from '../fork/fork'
import { isLater, isSamePosition } from '../fork/frame-comparison'
import type { Step } from '../fork/lineage'
import { isInLoop } from '../fork/repeated'
import { isLaterLink } from './later-link'

/** One side of a fork. */
export interface ForkSide {
  readonly frame: Frame
  readonly position: SyntaxPosition | null
  /** The calls from the fork to the send. */
  readonly path: readonly Step[]
  /** Whether all of them are known; where only the source shows the fork, those before the last stack are not. */
  readonly isFollowed: boolean
  /** What handed the work on between the fork and the application's last line, awaits apart: `setTimeout`, `file system`. */
  readonly asyncReasons: readonly string[]
  /**
   * Whether the send was no part of the function's own course: it came from something that the function had started and did
   * not wait for.
   */
  readonly isDeferred: boolean
}

/** The two sides of a fork. */
export interface ForkSides {
  readonly first: ForkSide
  readonly second: ForkSide
}

export function sidesOf(fork: Fork, first: LocatedSide, second: LocatedSide): ForkSides {
  const isFollowed = fork.from === 'lineage'
  const sides = {
    first: sideOf(fork.first, fork.firstPath, isFollowed, first),
    second: sideOf(fork.second, fork.secondPath, isFollowed, second),
  }
  return isOverByFirst(sides) ? { ...sides, second: { ...sides.second, isDeferred: true } } : sides
}

/**
 * Whether the function waited for what leads to the second attempt, with `await` or `then`, and went on to the first response:
 * what comes later was started there and is no part of it.
 */
export function isOverByFirst({ first, second }: ForkSides): boolean {
  if (!second.isFollowed || second.position === null || first.position === null) return false
  if (isLaterLink(second, first.position)) return true
  const [fn] = functionsAround(second.position)
  const isOneCall = fn !== undefined && functionsAround(first.position)[0] === fn
  return (
    isOneCall &&
    (isLater(first.frame, second.frame) || isGivenAsArgument(second.position, first.position)) &&
    isAwaited(second.position) &&
    !isInLoop(second.position)
  )
}

// `send(res, await act(req))`: what is given is done before the call is made.
function isGivenAsArgument({ offset }: SyntaxPosition, { call }: SyntaxPosition): boolean {
  return call?.arguments.some(argument => contains(argument, offset)) === true
}

function sideOf(frame: Frame, path: readonly Step[], isFollowed: boolean, located: LocatedSide): ForkSide {
  const position = syntaxPositionOf(frame)
  const asyncReasons = isFollowed
    ? toApplication(path).flatMap(({ entry }) =>
        entry === null || entry.reason === 'await' || entry.reason === '' ? [] : [entry.reason],
      )
    : reasonsTo(frame, located)
  const side = { frame, position, path, isFollowed, asyncReasons }
  return { ...side, isDeferred: isDeferred(side, located) }
}

// Where only the source shows the fork: what handed the work on until the path comes to the fork's line, or ends.
function reasonsTo(frame: Frame, { path }: LocatedSide): string[] {
  const fork = path.findIndex(segment => segment.frames.some(each => isSamePosition(each, frame)))
  return path
    .slice(0, fork === -1 ? undefined : fork + 1)
    .flatMap(({ reason }) => (reason === null || reason === 'await' ? [] : [reason]))
}

// Past the application's last line a package works for that line: `res.render` that waits for its template is one response,
// and nothing else of the application runs meanwhile because of it.
function toApplication(path: readonly Step[]): readonly Step[] {
  return path.slice(0, path.findLastIndex(step => step.frame.owner === 'app') + 1)
}

function isDeferred(side: Omit<ForkSide, 'isDeferred'>, { site, by }: LocatedSide): boolean {
  const { frame, position, path, isFollowed, asyncReasons } = side
  if (isFollowed && position !== null && isAwaited(position)) return false
  if (isFollowed && asyncReasons.length === 0) return isLeftAlone(position, path)
  if (!isFollowed && path.every(step => step.entry === null)) return false
  // `res.render` may send later, when a template has been read: the line that called it responded all the same.
  const isSite = isSamePosition(frame, site)
  return !(isSite && (!isFollowed || (by === null && path[0]?.frame.owner === 'package')))
}

// An asynchronous function that is not awaited responds after its first own `await` while its caller has gone on.
function isLeftAlone(position: SyntaxPosition | null, path: readonly Step[]): boolean {
  if (position === null || !path.some(step => step.activation !== null)) return false
  const expression = expressionOf(statementAround(position))
  return (
    position.call !== null &&
    expression !== null &&
    isChainFrom(position.call, expression) &&
    !isAwaited(position)
  )
}

/** Whether what is called at a position is awaited there by its own function. */
export function isAwaited(position: SyntaxPosition): boolean {
  const [fn] = functionsAround(position)
  const inside = fn === undefined ? position.around : insideOf(fn, position)
  return inside.some(node => node.type === 'AwaitExpression')
}

/** Whether a side leads through a function that is written in the fork's own. */
export function isInNestedFunction({ position, path }: ForkSide): boolean {
  const [fn] = position === null ? [] : functionsAround(position)
  return path.some(({ frame }) => {
    const at = frame.owner === 'app' ? syntaxPositionOf(frame) : null
    return at !== null && fn !== undefined && at.around.includes(fn) && functionsAround(at)[0] !== fn
  })
}

/** Whether both sides are the same position of one function. */
export function isOnePosition({ first, second }: ForkSides): boolean {
  return isSamePosition(first.frame, second.frame)
}

/** Whether the second side's line comes after the first's in the source. */
export function isInSourceOrder({ first, second }: ForkSides): boolean {
  const [one, other] = [first.frame, second.frame]
  return one.line < other.line || (one.line === other.line && one.column < other.column)
}

/** Both sides in the order of the source, which is not always that in which they were sent. */
export function inSourceOrder<Both extends { first: unknown; second: unknown }>(
  sides: ForkSides,
  { first, second }: Both,
): [Both['first'], Both['second']] {
  return isInSourceOrder(sides) ? [first, second] : [second, first]
}
