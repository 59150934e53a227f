import type { Node } from '@babel/types'
import type { Cause } from '../diagnosis'
import { leaveLoop } from '../edits/leave-loop'
import { isRepeated } from '../fork'
import { at, isSamePlace } from '../scene'
import { isFunction, isLoop, type Spot } from '../syntax/spot'

/** One function call responded in two turns of a loop (`for`, `while`, `forEach`, `map`). */
export const loop: Cause = {
  code: 'loop',
  recognise({ conflict, fork, sides }) {
    if (fork === null || sides === null) return null
    const { first, second } = sides
    const isTurns = isSamePlace(sides) ? isRepeated(fork.first) : areInTwoTurns(first.spot, second.spot)
    if (!isTurns) return null
    return {
      evidence: [`${at(fork.first)} runs once for each turn of a loop`],
      story: `was answered by ${conflict.first.via} in one turn of the loop at ${at(fork.first)}, and again by ${conflict.second.via} in a later one`,
      advice: 'Collect in the loop and answer once after it; or leave the loop with the answer.',
      edits: sides.first.way.some(step => step.frame.owner === 'app') ? [] : leaveLoop(sides.first.spot),
    }
  },
}

// The two branches of one `if` inside a loop do not both run in one turn of it.
function areInTwoTurns(first: Spot | null, second: Spot | null): boolean {
  if (first === null || second === null) return false
  const inside = first.around.filter(node => second.around.includes(node))
  const fn = inside.findLastIndex(isFunction)
  const turn = inside.findLastIndex((node, index) => index > fn && isLoop(node))
  const choice = inside.at(-1)
  if (turn === -1 || choice?.type !== 'IfStatement') return false
  const branches = [first, second].map(spot => spot.around[inside.length])
  return branches.includes(choice.consequent) && branches.includes(choice.alternate as Node)
}
