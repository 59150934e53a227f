import type { Node } from '@babel/types'
import type { Frame } from '../../locate/frame'
import type { LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import {
  expressionOf,
  functionsAround,
  insideOf,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import type { Cause } from '../diagnosis'
import { returnAfter } from '../edits/return-after'
import { describe, type ForkSide, formatPosition, isOnePosition } from '../evidence'

/** One call of one function responded, went on, and responded again; or a helper of it answered and it went on. */
export const missingReturn: Cause = {
  code: 'missing-return',
  recognise(evidence) {
    const { conflict, fork, sides } = evidence
    if (fork === null || sides === null || isOnePosition(sides)) return null
    const { first, second } = sides
    if (isBefore(second.frame, first.frame) && second.path.some(step => step.activation !== null)) return null
    if (!isOwnResponse(first, conflict.first) || !isOwnResponse(second, conflict.second)) return null
    const name = fork.first.function === '<anonymous>' ? 'one function' : fork.first.function
    const isHelper = first.path.some(step => step.frame.owner === 'app')
    if (isFinallyOf(first.position, second.position))
      return {
        evidence: [
          `both lines are in one call of ${name}`,
          `${formatPosition(second.frame)} is in a finally, which runs after a return too`,
        ],
        summary: `was answered by ${describe(conflict.first)}; ${name} answered again in its finally, with ${describe(conflict.second)}`,
        suggestion: `Answer in one place: a finally (${formatPosition(second.frame)}) runs whatever came before it.`,
        edits: [],
      }
    return {
      evidence: [
        `both lines are in one call of ${name}`,
        isHelper
          ? `what it called at ${formatPosition(first.frame)} answered`
          : 'nothing returns between them',
      ],
      summary: `was answered by ${describe(conflict.first)}; ${name} went on and answered again with ${describe(conflict.second)}`,
      suggestion: isHelper
        ? `What is called at ${formatPosition(first.frame)} may answer: let it say so, and return then.`
        : `Return after the first answer (${formatPosition(first.frame.line > second.frame.line ? second.frame : first.frame)}).`,
      edits: returnAfter(evidence),
    }
  },
}

function isFinallyOf(first: SyntaxPosition | null, second: SyntaxPosition | null): boolean {
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
function isOwnResponse(
  { frame, position, path, asyncReasons, isFollowed }: ForkSide,
  side: LocatedSide,
): boolean {
  if (isFollowed && asyncReasons.length === 0) return !isNotAwaited(position, path)
  const { by } = side
  const site = appSiteOf(side)
  const isSite = site !== null && isPlace(frame, site)
  return isSite && (!isFollowed || (by === null && path[0]?.frame.owner === 'package'))
}

// An asynchronous function that nobody awaits answers after its first own `await` while its caller has gone on.
function isNotAwaited(spot: SyntaxPosition | null, way: ForkSide['path']): boolean {
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
