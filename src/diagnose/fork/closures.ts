import type { Node } from '@babel/types'
import { closureIn, handedOnAt, positionsOf } from '../../source/nested-function'
import { functionsAround, type SyntaxPosition, syntaxPositionOf } from '../../source/syntax-position'
import type { Fork } from './fork'
import type { ForkPlace } from './handler-end'
import type { Step } from './lineage'

/**
 * Where one line started both paths, and they go on in two functions written in one call around it, they part there: two
 * listeners of one stream, two callbacks in a library's queue. `null` where they do not.
 */
export function forkInClosures(fork: Fork): Fork | null {
  const [one, other] = [firstOfApplication(fork.firstPath), firstOfApplication(fork.secondPath)]
  if (one === null || other === null || one.source !== other.source) return null
  const callers = [...fork.outer.map(step => step.frame), fork.first].toReversed()
  for (const caller of callers) {
    const position = caller.owner === 'app' ? syntaxPositionOf(caller) : null
    const fn = position === null ? undefined : functionsAround(position)[0]
    if (fn === undefined || !one.around.includes(fn) || !other.around.includes(fn)) continue
    const [closure, otherClosure] = [closureIn(fn, one), closureIn(fn, other)]
    if (closure === undefined || otherClosure === undefined || closure === otherClosure) return null
    const positions = positionsOf(fn, [one, closure], [other, otherClosure])
    return {
      ...fork,
      function: caller.function,
      first: { ...caller, ...positions.first },
      second: { ...caller, ...positions.second },
      isOneStart: true,
    }
  }
  return null
}

function firstOfApplication(path: readonly Step[]): SyntaxPosition | null {
  const step = path.find(({ frame }) => frame.owner === 'app')
  return step === undefined ? null : syntaxPositionOf(step.frame)
}

/**
 * Where both paths came to one listener, by two events that were emitted one after the other: the call that added it. `null` where that
 * is not known.
 */
export function placeOfListener(fork: Fork): ForkPlace | null {
  const [one, other] = [firstOfApplication(fork.firstPath), firstOfApplication(fork.secondPath)]
  const [fn, maker] = one === null ? [] : functionsAround(one)
  if (one === null || fn === undefined || maker === undefined || !other?.around.includes(fn)) return null
  const callers = [...fork.outer.map(step => step.frame), fork.first].toReversed()
  const caller = callers.find(frame => {
    const position = frame.owner === 'app' ? syntaxPositionOf(frame) : null
    return position !== null && functionsAround(position)[0] === maker
  })
  if (caller === undefined) return null
  const at = { ...caller, ...handedOnAt(maker, fn, one) }
  return { function: caller.function, first: at, second: at }
}

/** A function's name as its source has it; `null` where it has none. */
export function nameOfFunction(fn: Node): string | null {
  return 'id' in fn && fn.id != null && 'name' in fn.id ? String(fn.id.name) : null
}
