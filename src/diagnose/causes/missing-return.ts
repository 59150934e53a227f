import type { Node } from '@babel/types'
import type { Frame } from '../../locate/frame'
import type { LocatedSide } from '../../locate/locate'
import type { Cause } from '../diagnosis'
import { returnAfter } from '../edits/return-after'
import { at, type ForkSide, isSamePlace, told } from '../scene'
import { expressionOf, functionsAround, insideOf, type Spot, statementAround } from '../syntax/spot'

/** One call of one function responded, went on, and responded again; or a helper of it answered and it went on. */
export const missingReturn: Cause = {
  code: 'missing-return',
  recognise(scene) {
    const { conflict, fork, sides } = scene
    if (fork === null || sides === null || isSamePlace(sides)) return null
    const { first, second } = sides
    if (isBefore(second.frame, first.frame) && second.way.some(step => step.activation !== null)) return null
    if (!isOwnAnswer(first, conflict.first) || !isOwnAnswer(second, conflict.second)) return null
    const name = fork.first.function === '<anonymous>' ? 'one function' : fork.first.function
    const isHelper = first.way.some(step => step.frame.owner === 'app')
    if (isFinallyOf(first.spot, second.spot))
      return {
        evidence: [
          `both lines are in one call of ${name}`,
          `${at(second.frame)} is in a finally, which runs after a return too`,
        ],
        story: `was answered by ${told(conflict.first)}; ${name} answered again in its finally, with ${told(conflict.second)}`,
        advice: `Answer in one place: a finally (${at(second.frame)}) runs whatever came before it.`,
        edits: [],
      }
    return {
      evidence: [
        `both lines are in one call of ${name}`,
        isHelper ? `what it called at ${at(first.frame)} answered` : 'nothing returns between them',
      ],
      story: `was answered by ${told(conflict.first)}; ${name} went on and answered again with ${told(conflict.second)}`,
      advice: isHelper
        ? `What is called at ${at(first.frame)} may answer: let it say so, and return then.`
        : `Return after the first answer (${at(first.frame.line > second.frame.line ? second.frame : first.frame)}).`,
      edits: returnAfter(scene),
    }
  },
}

function isFinallyOf(first: Spot | null, second: Spot | null): boolean {
  return (second?.around ?? []).some(
    (node, index) =>
      node.type === 'TryStatement' &&
      node.finalizer != null &&
      second?.around[index + 1] === node.finalizer &&
      first?.around.includes(node) === true &&
      !first.around.includes(node.finalizer),
  )
}

// The function answered at that line, or something that it called there and waited for did. `res.render` may answer later,
// when a template has been read: the line that called it answered all the same.
function isOwnAnswer({ frame, spot, way, handedOn, isFollowed }: ForkSide, side: LocatedSide): boolean {
  if (isFollowed && handedOn.length === 0) return !isLeftAlone(spot, way)
  const { site, by } = side
  const isSite = site !== null && isPlace(frame, site)
  return isSite && (!isFollowed || (by === null && way[0]?.frame.owner === 'package'))
}

// An asynchronous function that nobody awaits answers after its first own `await` while its caller has gone on.
function isLeftAlone(spot: Spot | null, way: ForkSide['way']): boolean {
  const fn = spot === null ? undefined : functionsAround(spot)[0]
  if (spot === null || fn === undefined || !way.some(step => step.activation !== null)) return false
  return expressionOf(statementAround(spot)) === spot.call && !isAwaited(insideOf(fn, spot))
}

function isAwaited(inside: readonly Node[]): boolean {
  return inside.some(node => node.type === 'AwaitExpression')
}

// What was begun at an earlier line, and answered later, was not come to by going on.
function isBefore(one: Frame, other: Frame): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column)
}

function isPlace(one: Frame, other: Frame): boolean {
  return one.path === other.path && one.line === other.line && one.column === other.column
}
