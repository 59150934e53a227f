import { nameOfCall, rootOf } from '../../source/syntax-position'
import type { Cause } from '../cause'
import { checkHelper } from '../edits/check-helper'
import { deferFormats } from '../edits/defer-formats'
import { type Edit, firstOf } from '../edits/edit'
import { likelyCheck } from '../edits/likely-check'
import { likelyReturn } from '../edits/likely-return'
import { moveHeader } from '../edits/move-header'
import { removeDuplicate } from '../edits/remove-duplicate'
import { returnAfter } from '../edits/return-after'
import { wrongCheck } from '../edits/wrong-check'
import type { Evidence } from '../evidence'
import { describe, formatPosition, nameOf } from '../sentence'
import { inSourceOrder, isInNestedFunction, isInSourceOrder } from '../shape/side'
import { respondsAfter, respondsInStatement } from '../syntax/responds-after'

/** One call of one function responded, went on, and responded again; or a helper of it responded and it went on. */
export const missingReturn: Cause<'oneCall' | 'links'> = {
  code: 'missing-return',
  shapes: {
    oneCall: { relation: ['sequence', 'branch', 'finally'] },
    links: { relation: 'two links' },
  },
  explain(evidence) {
    const { conflict, fork, sides, shape } = evidence
    const { name, again } = nameOf(fork)
    const [earlier, later] = sides === null ? [null, null] : inSourceOrder(sides, sides)
    const [at, laterAt] = [earlier, later].map(side => (side === null ? '' : formatPosition(side.frame)))
    if (shape.relation === 'finally')
      return {
        evidence: [
          `both lines are in one call of ${name}`,
          `${laterAt} is in a finally, which runs after a return too`,
        ],
        summary: `got its response from ${describe(conflict.first)}; ${again} responded again in its finally, with ${describe(conflict.second)}`,
        suggestion: `Respond in one place: a finally (${laterAt}) runs whatever came before it.`,
      }
    if (shape.relation === 'two links')
      return {
        evidence: [`both lines are in one chain of promises of ${name}`, 'a return does not end a chain'],
        summary: `got its response from ${describe(conflict.first)}; the chain went on, and ${describe(conflict.second)} responded again`,
        suggestion: `A return ends its own function and not the chain: what comes next (${laterAt}) runs all the same. Throw instead, or put what comes next into the branch that has not responded.`,
      }
    const isLate = sides !== null && !isInSourceOrder(sides)
    const isHelper = earlier?.path.some(step => step.frame.owner === 'app') === true
    const isStarted = !isLate && later?.isDeferred === true
    const edits = editsOf(evidence)
    return {
      evidence: [
        `both lines are in one call of ${name}`,
        earlier?.isDeferred === true
          ? `what it started at ${at} responds later`
          : isHelper
            ? `what it called at ${at} responded`
            : 'nothing returns between them',
      ],
      summary: isLate
        ? `was to get its response from ${describe(conflict.second)}, which responds later; ${again} went on and responded with ${describe(conflict.first)} before that`
        : `got its response from ${describe(conflict.first)}; ${again} went on${isStarted ? `, and what it started (${laterAt}) responded again with` : ' and responded again with'} ${describe(conflict.second)}`,
      suggestion:
        earlier?.isDeferred === true
          ? `Return after what is started at ${at}: it responds later.`
          : suggestionFor(evidence, isHelper, at ?? '', edits.length > 0),
      edits,
      candidates: [...likelyReturn(evidence), ...likelyCheck(evidence)],
      ...wrongCheck(evidence),
    }
  },
}

function editsOf(evidence: Evidence): Edit[] {
  if (isLateHead(evidence)) return moveHeader(evidence)
  const edits = firstOf(
    () => deferFormats(evidence),
    () => removeDuplicate(evidence),
    () => returnAfter(evidence),
  )
  const { sides } = evidence
  if (edits.length > 0 || sides === null) return edits
  const [earlier, later] = inSourceOrder(sides, sides)
  return later.position === null ? [] : checkHelper(earlier, later.position)
}

// `res.end(text)`, and then the head that was to come before it.
function isLateHead({ shape, first, second }: Evidence): boolean {
  if (shape.relation !== 'sequence' || first?.call == null || second?.call == null) return false
  if (!/^(write|end)$/.test(nameOfCall(first.call) ?? '') || nameOfCall(second.call) !== 'writeHead')
    return false
  const root = rootOf(second.source, second.call)
  return !respondsInStatement(second, root) && !respondsAfter(second, root)
}

function suggestionFor(evidence: Evidence, isHelper: boolean, at: string, isSure: boolean): string {
  const { shape, sides } = evidence
  if (isLateHead(evidence)) return `Send the head before the end (${at}).`
  const earlier = sides === null ? undefined : inSourceOrder(sides, sides)[0]
  if (earlier !== undefined && isHelper && isInNestedFunction(earlier) && !isSure)
    return `The callback at ${at} responds, and a return in it ends the callback alone: let it say by its value that it has, and return then; or use try and catch in its place.`
  if (isHelper)
    return `What is called at ${at} may respond: return after it, or let it say whether it has, and return then.`
  return shape.relation === 'sequence'
    ? `Respond once: remove one of the two lines, or return after the first response (${at}).`
    : `Return after the first response (${at}).`
}
