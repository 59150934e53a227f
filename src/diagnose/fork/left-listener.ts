import type { Frame } from '../../locate/frame'
import type { LocatedConflict } from '../../locate/locate'
import { handedOnAt } from '../../source/nested-function'
import {
  type FunctionNode,
  functionsAround,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { nameOfFunction } from './closures'
import { isSamePosition } from './frame-comparison'
import type { ForkPlace } from './handler-end'

/**
 * The application's listener that an emitter called on both paths, where the second call came in nobody's or another request's
 * course: it was left there by its own request. `null` where there is none.
 */
export function listenerOnBoth({ first, second }: LocatedConflict): Frame | null {
  const listeners = listenersOn(first.path.flatMap(({ frames }) => frames))
  const again = listenersOn(second.path[0]?.frames ?? [])
  return again.find(frame => listeners.some(other => isSamePosition(frame, other))) ?? null
}

function listenersOn(frames: readonly Frame[]): Frame[] {
  return frames.filter((frame, index) => frame.owner === 'app' && frames[index + 1]?.path === 'node:events')
}

/**
 * The call that registered a listener which its request left on an emitter, and which ran again for another one: each event leads
 * to a run of its own from there. `null` where no listener of the request's own ran so.
 */
export function forkAtRegistration(conflict: LocatedConflict): ForkPlace | null {
  const { raw, first } = conflict
  const isOfAnother = raw.trace !== undefined && raw.second.hop?.isOf(raw.trace) !== true
  const listener = isOfAnother ? listenerOnBoth(conflict) : null
  const position = listener === null ? null : syntaxPositionOf(listener)
  const [fn, maker] = position === null ? [] : functionsAround(position)
  if (listener === null || position === null || fn === undefined || maker === undefined) return null
  if (!usesParameterAround(fn, position)) return null
  const called = first.path
    .flatMap(({ frames }) => frames)
    .find(frame => frame.path === listener.path && isIn(maker, frame))
  const name = called?.function ?? nameOfFunction(maker) ?? '<anonymous>'
  const at: Frame = { ...listener, ...handedOnAt(maker, fn, position), function: name }
  return { function: name, first: at, second: at }
}

/** Whether a listener was made for one request, as far as its source shows: one that is given the response by the event is everybody's. */
export function isOfOneRequest(listener: Frame): boolean {
  const position = syntaxPositionOf(listener)
  const [fn] = position === null ? [] : functionsAround(position)
  return position !== null && fn !== undefined && usesParameterAround(fn, position)
}

function isIn(fn: FunctionNode, frame: Frame): boolean {
  const position = syntaxPositionOf(frame)
  return position !== null && functionsAround(position)[0] === fn
}

// Whether the call that a listener makes is made on, is given, or is itself what a function around the listener was given.
function usesParameterAround(fn: FunctionNode, { source, call, around }: SyntaxPosition): boolean {
  if (call === null) return false
  const outer = around.slice(0, around.indexOf(fn))
  const names = outer.flatMap(node =>
    'params' in node && Array.isArray(node.params)
      ? node.params.flatMap(param => (param.type === 'Identifier' ? [param.name] : []))
      : [],
  )
  const text = source.text.slice(call.start ?? 0, call.end ?? 0)
  return names.some(name => new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text))
}
