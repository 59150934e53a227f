import type { Cause } from '../diagnosis'
import { insertion } from '../edits/edit'
import { isRepeated } from '../fork'
import { at, isSamePlace } from '../scene'
import { functionsAround, insideOf, type Spot, statementAround } from '../syntax/spot'

/** One function call responded in two turns of a loop (`for`, `while`, `forEach`, `map`). */
export const loop: Cause = {
  code: 'loop',
  recognise({ conflict, fork, sides }) {
    if (fork === null || sides === null || !isSamePlace(sides) || !isRepeated(fork.first)) return null
    return {
      evidence: [`${at(fork.first)} runs once for each turn of a loop`],
      story: `was answered by ${conflict.first.via} in one turn of the loop at ${at(fork.first)}, and again by ${conflict.second.via} in a later one`,
      advice: 'Collect in the loop and answer once after it; or leave the loop with the answer.',
      edits: sides.first.way.some(step => step.frame.owner === 'app') ? [] : leave(sides.first.spot),
    }
  },
}

// An answer behind a condition is what a search has found: it ends there. Without one each turn wants to say something.
function leave(spot: Spot | null) {
  const fn = spot === null ? undefined : functionsAround(spot)[0]
  if (spot === null || fn === undefined || fn.async) return []
  const inside = insideOf(fn, spot)
  const inLoop = inside.slice(
    inside.findLastIndex(node => /^(For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type)),
  )
  const statement = statementAround(spot)
  const isFound = inLoop.some(node => node.type === 'IfStatement')
  if (!isFound || statement?.type !== 'ExpressionStatement') return []
  return [insertion(spot.source, statement.start ?? 0, 'return ')]
}
