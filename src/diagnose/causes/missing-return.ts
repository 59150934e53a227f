import type { Cause } from '../diagnosis'
import { returnAfter } from '../edits/return-after'
import { at, isSamePlace, told } from '../scene'
import { functionsAround, insideOf, type Spot } from '../syntax/spot'

/** One call of one function responded, went on, and responded again; or a helper of it answered and it went on. */
export const missingReturn: Cause = {
  code: 'missing-return',
  recognise({ conflict, fork, sides }) {
    if (fork === null || sides === null || isSamePlace(sides)) return null
    const { first, second } = sides
    if (first.handedOn.length > 0 || second.handedOn.length > 0) return null
    const name = fork.first.function === '<anonymous>' ? 'one function' : fork.first.function
    const isHelper = first.way.some(step => step.frame.owner === 'app')
    const edits = first.spot === null || second.spot === null ? [] : returnAfter(first.spot, second.spot)
    return {
      evidence: [
        `both lines are in one call of ${name}`,
        isHelper ? `what it called at ${at(first.frame)} answered` : 'nothing returns between them',
      ],
      story: `was answered by ${told(conflict.first)}; ${name} went on and answered again with ${told(conflict.second)}`,
      advice: isHelper
        ? `What is called at ${at(first.frame)} may answer: let it say so, and return then.`
        : `Return after the first answer (${at(first.frame.line > second.frame.line ? second.frame : first.frame)}).`,
      // A helper that answers only sometimes must say when: a return after each of its calls would leave others unanswered.
      edits: isHelper && !isBranch(first.spot) ? [] : edits,
    }
  },
}

function isBranch(spot: Spot | null): boolean {
  const fn = spot === null ? undefined : functionsAround(spot)[0]
  if (spot === null || fn === undefined) return false
  return insideOf(fn, spot).some(node => node.type === 'IfStatement' || node.type === 'SwitchCase')
}
