import type { Frame } from '../../locate/frame'
import type { LocatedSide } from '../../locate/locate'
import { closureIn, positionsOf } from '../../source/nested-function'
import {
  type FunctionNode,
  functionsAround,
  ownerOfParameter,
  rootOf,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { nameOfFunction } from './closures'
import type { Fork } from './fork'
import { isLater, isSamePosition } from './frame-comparison'
import { callersOf, type Step } from './lineage'

/**
 * The innermost function that both lines are written in, where the response that they send is its parameter, or one of a
 * function around it. The response being the same, it was one call of it, however the work went from there: through a
 * pool that was not followed, a queue, an event.
 */
export function forkInSource(first: LocatedSide, second: LocatedSide): Fork | null {
  const [ones, others] = [callersOf(first), callersOf(second)]
  for (const one of placesIn(ones))
    for (const other of placesIn(others)) {
      const handler = functionsAround(one.position).find(fn => other.position.around.includes(fn))
      if (handler === undefined || one.position.source !== other.position.source) continue
      const isOneCall =
        respondsWithParameter(handler, one, first) ||
        respondsWithParameter(handler, other, second) ||
        callOneParameter(handler, one, other)
      if (!isOneCall) continue
      const fork = forkAt(handler, [one, first], [other, second])
      if (fork !== null) return fork
    }
  return null
}

interface Place {
  readonly frame: Frame
  readonly position: SyntaxPosition
  /** The application's calls from there to the send, innermost first, that place's own last. */
  readonly calls: readonly Frame[]
  /** The application's call that made this one, where it was made on the same stack. */
  readonly caller: Frame | undefined
}

function placesIn(frames: readonly Frame[]): Place[] {
  return frames.flatMap((frame, index) => {
    const position = syntaxPositionOf(frame)
    return position === null
      ? []
      : [{ frame, position, calls: frames.slice(0, index + 1), caller: frames[index + 1] }]
  })
}

function forkAt(
  handler: FunctionNode,
  [one, side]: readonly [Place, LocatedSide],
  [other, otherSide]: readonly [Place, LocatedSide],
): Fork | null {
  const [from, otherFrom] = [beginningIn(handler, one, side), beginningIn(handler, other, otherSide)]
  const [closure, otherClosure] = [closureIn(handler, from), closureIn(handler, otherFrom)]
  const isCalledAnew = other.caller !== undefined && !isSamePosition(one.caller, other.caller)
  if (closure === undefined && otherClosure === undefined) {
    // A helper that another function calls may be called twice. One call of a function goes on to later lines only.
    if (isCalledAnew || !isLater(other.frame, one.frame)) return null
  } else if (closure === otherClosure) return null
  const positions = positionsOf(handler, [from, closure], [otherFrom, otherClosure])
  const called = [side, otherSide].flatMap(each => framesIn(handler, each, 0)).at(0)
  const name = nameOfFunction(handler) ?? called?.frame.function ?? '<anonymous>'
  const first = { ...one.frame, ...positions.first, function: name }
  const second = { ...other.frame, ...positions.second, function: name }
  // One line in one call of a function does not respond twice.
  if (isSamePosition(first, second)) return null
  return {
    function: name,
    first,
    second,
    outer: [],
    isRun: true,
    firstPath: stepsTo(one, closure !== undefined),
    secondPath: stepsTo(other, otherClosure !== undefined),
    isOneStart: false,
    from: 'source',
  }
}

// The outermost place of a path that is written in a function: what it is written in was handed on by the function's own lines, and
// not the helper that it has called since.
function beginningIn(handler: FunctionNode, { position }: Place, side: LocatedSide): SyntaxPosition {
  return framesIn(handler, side, 1).at(-1)?.position ?? position
}

// A path's places in a function, or in those that are nested in it, from the send outwards.
function framesIn(handler: FunctionNode, { path }: LocatedSide, depth: 0 | 1) {
  return path.flatMap(({ frames }) =>
    frames.flatMap(frame => {
      const position = frame.owner === 'app' ? syntaxPositionOf(frame) : null
      if (position === null || !position.around.includes(handler)) return []
      return (functionsAround(position)[0] === handler) === (depth === 0) ? [{ frame, position }] : []
    }),
  )
}

// What is known of the path: the calls on the last stack. How a nested function came to run is not.
function stepsTo({ calls }: Place, isNested: boolean): Step[] {
  const frames = isNested ? calls : calls.slice(0, -1)
  return frames.toReversed().map((frame, index) => ({
    frame,
    entry: isNested && index === 0 ? { hop: null, reason: '' } : null,
    activation: null,
  }))
}

// Whether both call what the handler, or a function around it, was given: `callback(null, rows)` in two listeners.
function callOneParameter(
  handler: FunctionNode,
  { position: one }: Place,
  { position: other }: Place,
): boolean {
  const [callee, otherCallee] = [one.call?.callee, other.call?.callee]
  if (callee?.type !== 'Identifier' || otherCallee?.type !== 'Identifier') return false
  const owner = ownerOfParameter(one, callee.name)
  const around = functionsAround(one)
  return (
    callee.name === otherCallee.name &&
    owner !== null &&
    owner === ownerOfParameter(other, callee.name) &&
    around.indexOf(owner) >= around.indexOf(handler)
  )
}

// Whether what responds there knows the response as a parameter of the handler, or of a function around that.
function respondsWithParameter(
  handler: FunctionNode,
  { frame, position }: Place,
  { site }: LocatedSide,
): boolean {
  const { call } = position
  if (call === null) return false
  const names =
    frame === site
      ? [rootOf(position.source, call)]
      : call.arguments.flatMap(argument => (argument.type === 'Identifier' ? [argument.name] : []))
  const around = functionsAround(position)
  return names.some(name => {
    const owner = ownerOfParameter(position, /^[\w$]*/.exec(name)?.[0] ?? '')
    return owner !== null && around.indexOf(owner) >= around.indexOf(handler)
  })
}
