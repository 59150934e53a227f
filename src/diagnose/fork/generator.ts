import { functionsAround, syntaxPositionOf } from '../../source/syntax-position'
import type { Fork } from './fork'
import { isLater, isSameFunction } from './frame-comparison'
import type { Step } from './lineage'

/**
 * A generator does not run when it is called: who asks for its next value runs it on, each time anew. Where both paths lead
 * through one, the later at a later line, they part there, and not in what runs it.
 */
export function forkInGenerator(fork: Fork): Fork | null {
  const first = fork.firstPath.findIndex(isInGenerator)
  const second = fork.secondPath.findIndex(isInGenerator)
  const [one, other] = [fork.firstPath[first], fork.secondPath[second]]
  if (one === undefined || other === undefined) return null
  if (!isSameFunction(one.frame, other.frame) || !isLater(other.frame, one.frame)) return null
  return {
    ...fork,
    function: one.frame.function,
    first: one.frame,
    second: other.frame,
    outer: [],
    isRun: true,
    firstPath: fork.firstPath.slice(first + 1),
    secondPath: fork.secondPath.slice(second + 1),
  }
}

// Compiled for older engines, an asynchronous function is a generator, too.
function isInGenerator({ frame, entry }: Step): boolean {
  const position = frame.owner === 'app' ? syntaxPositionOf(frame) : null
  const fn = position === null ? undefined : functionsAround(position)[0]
  if (fn === undefined) return false
  return fn.async ? frame.isMapped && entry === null : 'generator' in fn && fn.generator === true
}
