import type { Frame } from '../../locate/frame'
import {
  type Call,
  functionsAround,
  isCall,
  isFunction,
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

/** Whether a call calls a function for each element of a list: `books.find(isRead)`, and not `Book.find(id, callback)`. */
export function isIterationCall(call: Call): boolean {
  const [first] = call.arguments
  const last = call.arguments.at(-1)
  const isCallbackLast = last !== undefined && last !== first && isFunction(last)
  const isOther = isCallbackLast && first !== undefined && !isFunction(first)
  return call.callee.type !== 'Identifier' && isIterationName(nameOfCall(call)) && !isOther
}

/** Whether a frame calls a function for each element of a list. */
export function isIteration(frame: Frame): boolean {
  const call = syntaxPositionOf(frame)?.call
  return isCall(call) && isIterationCall(call)
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
