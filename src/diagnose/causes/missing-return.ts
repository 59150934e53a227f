import type { Frame } from '../../locate/frame'
import type { LocatedSide } from '../../locate/locate'
import type { Cause } from '../diagnosis'
import { returnAfter } from '../edits/return-after'
import { at, type ForkSide, isSamePlace, told } from '../scene'
import { functionsAround, insideOf, type Spot } from '../syntax/spot'

/** One call of one function responded, went on, and responded again; or a helper of it answered and it went on. */
export const missingReturn: Cause = {
  code: 'missing-return',
  recognise({ conflict, fork, sides }) {
    if (fork === null || sides === null || isSamePlace(sides)) return null
    const { first, second } = sides
    if (!isOwnAnswer(first, conflict.first) || !isOwnAnswer(second, conflict.second)) return null
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

// The function answered at that line, or something that it called there and waited for did. `res.render` may answer later,
// when a template has been read: the line that called it answered all the same.
function isOwnAnswer({ frame, way, handedOn, isFollowed }: ForkSide, side: LocatedSide): boolean {
  if (isFollowed && handedOn.length === 0) return true
  const { site, by } = side
  const isSite = site !== null && isPlace(frame, site)
  return isSite && (!isFollowed || (by === null && way[0]?.frame.owner === 'package'))
}

function isPlace(one: Frame, other: Frame): boolean {
  return one.path === other.path && one.line === other.line && one.column === other.column
}

function isBranch(spot: Spot | null): boolean {
  const fn = spot === null ? undefined : functionsAround(spot)[0]
  if (spot === null || fn === undefined) return false
  return insideOf(fn, spot).some(node => node.type === 'IfStatement' || node.type === 'SwitchCase')
}
