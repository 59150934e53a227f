import type { Frame } from '../../locate/frame'
import {
  functionsAround,
  isCall,
  isLoop,
  nameOfCall,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'

const iterations = new Set([
  'forEach',
  'map',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'flatMap',
  'reduce',
])

/** Whether a method calls the function that it is given for each element of a list. */
export function isIterationName(name: string | null): boolean {
  return iterations.has(name ?? '')
}

/** Whether a frame calls a function for each element of a list. */
export function isIteration(frame: Frame): boolean {
  const call = syntaxPositionOf(frame)?.call
  return isCall(call) && call.callee.type !== 'Identifier' && isIterationName(nameOfCall(call))
}

/** Whether a frame's position is in a loop of its function, or calls a function for each element of a list. */
export function isRepeated(frame: Frame): boolean {
  return frame.owner === 'app' && (isIteration(frame) || isInLoop(syntaxPositionOf(frame)))
}

/** Whether a position is in a loop of its function. */
export function isInLoop(position: SyntaxPosition | null): boolean {
  if (position === null) return false
  const fn = functionsAround(position)[0]
  const inside = fn === undefined ? position.around : position.around.slice(position.around.indexOf(fn) + 1)
  return inside.some(isLoop)
}
