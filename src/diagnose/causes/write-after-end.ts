import { lastPart } from '../../locate/operation'
import { expressionOf, nameOfCall, rootOf, statementAround } from '../../source/syntax-position'
import type { Cause } from '../cause'
import type { Candidate } from '../edits/candidate'
import { firstOf } from '../edits/edit'
import { moveHeader } from '../edits/move-header'
import { removeStatement } from '../edits/remove-statement'
import { returnAfter } from '../edits/return-after'
import type { Evidence } from '../evidence'
import { describe, formatPosition } from '../sentence'
import { respondsAfter } from '../syntax/responds-after'

/** Body was written or ended after the end, and nothing better is known. */
export const writeAfterEnd: Cause<'interval' | 'sequence' | 'otherwise'> = {
  code: 'write-after-end',
  shapes: {
    interval: { attempt: 'a part of the body', second: 'starts an interval' },
    sequence: { attempt: 'a part of the body', relation: 'sequence', first: ['responds', 'calls a helper'] },
    otherwise: { attempt: ['a part of the body', 'an end'] },
  },
  explain(evidence) {
    const { conflict, sides, shape } = evidence
    const { first, second } = conflict
    const isInterval = shape.second === 'starts an interval'
    const isPiped = lastPart(second.via) === 'pipe'
    const started = isInterval && sides !== null ? formatPosition(sides.second.frame) : null
    return {
      evidence: [
        `${second.operation}() came after the end`,
        ...(started === null ? [] : [`the interval that ${started} started was not cleared`]),
      ],
      summary:
        started === null
          ? `was ended by ${describe(first)}, and ${describe(second)} wrote to it later`
          : `was ended by ${describe(first)}; an interval (${started}) went on, and ${describe(second)} wrote to it`,
      suggestion:
        started === null
          ? isPiped
            ? `What is piped to the response ends it when it is over: leave out ${describe(first)}, or pipe nothing.`
            : 'End the response when the last of its body has been written.'
          : 'Clear the interval when the response ends: in a listener for its `close`.',
      candidates: isPiped ? withoutEmptyEnd(evidence) : [],
      edits: firstOf(
        () => (shape.relation === 'sequence' && isPlainWrite(evidence) ? moveHeader(evidence) : []),
        () => returnAfter(evidence),
      ),
    }
  },
}

// What ends a response with no body, beside a stream that is piped to it.
function withoutEmptyEnd({ first, conflict }: Evidence): Candidate[] {
  const statement = first === null ? null : statementAround(first)
  if (first?.call == null || statement === null || expressionOf(statement) !== first.call) return []
  if (first.call.arguments.length > 0) return []
  return [
    {
      text: `Leave out ${describe(conflict.first)}: the stream ends the response.`,
      edits: [removeStatement(first.source, statement)],
    },
  ]
}

// `res.end(text)`, and then a part that was to come before it, and nothing more.
function isPlainWrite({ first, second }: Evidence): boolean {
  if (first?.call == null || second?.call == null || nameOfCall(first.call) !== 'end') return false
  const root = rootOf(second.source, second.call)
  return nameOfCall(second.call) === 'write' && !respondsAfter(second, root)
}
