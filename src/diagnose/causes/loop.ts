import type { Node } from '@babel/types'
import { isFunction, isLoop } from '../../source/syntax-position'
import type { Cause } from '../diagnosis'
import { leaveLoop } from '../edits/leave-loop'
import { type ForkSide, formatPosition, isOnePosition } from '../evidence'
import { isRepeated } from '../repeated'

/** One function call responded in two turns of a loop (`for`, `while`, `forEach`, `map`). */
export const loop: Cause = {
  code: 'loop',
  recognise({ conflict, fork, sides }) {
    if (fork === null || sides === null) return null
    const { first, second } = sides
    const isTurns = isOnePosition(sides) ? isRepeated(fork.first) : areInTwoTurns(first, second)
    if (!isTurns) return null
    return {
      evidence: [`${formatPosition(fork.first)} runs once for each turn of a loop`],
      summary: `was answered by ${conflict.first.via} in one turn of the loop at ${formatPosition(fork.first)}, and again by ${conflict.second.via} in a later one`,
      suggestion: 'Collect in the loop and answer once after it; or leave the loop with the answer.',
      edits: sides.first.path.some(step => step.frame.owner === 'app')
        ? []
        : leaveLoop(sides.first.position, fork),
    }
  },
}

// In one turn of a loop a function goes on to later lines only, and to one of the branches of an `if`.
function areInTwoTurns({ position: first }: ForkSide, { position: second, path }: ForkSide): boolean {
  if (first === null || second === null) return false
  const inside = first.around.filter(node => second.around.includes(node))
  const fn = inside.findLastIndex(isFunction)
  const turn = inside.findLastIndex((node, index) => index > fn && isLoop(node))
  const choice = inside.at(-1)
  if (turn === -1) return false
  const isDeferred = path.some(step => step.entry !== null || step.activation !== null)
  if (first.offset > second.offset && !isDeferred) return true
  if (choice?.type !== 'IfStatement') return false
  const branches = [first, second].map(spot => spot.around[inside.length])
  return branches.includes(choice.consequent) && branches.includes(choice.alternate as Node)
}
