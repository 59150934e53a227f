import { nameOfCall, rootOf } from '../../source/syntax-position'
import type { Cause } from '../cause'
import { firstOf } from '../edits/edit'
import { moveHeader } from '../edits/move-header'
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
          ? 'End the response when the last of its body has been written.'
          : 'Clear the interval when the response ends: in a listener for its `close`.',
      edits: firstOf(
        () => (shape.relation === 'sequence' && isPlainWrite(evidence) ? moveHeader(evidence) : []),
        () => returnAfter(evidence),
      ),
    }
  },
}

// `res.end(text)`, and then a part that was to come before it, and nothing more.
function isPlainWrite({ first, second }: Evidence): boolean {
  if (first?.call == null || second?.call == null || nameOfCall(first.call) !== 'end') return false
  const root = rootOf(second.source, second.call)
  return nameOfCall(second.call) === 'write' && !respondsAfter(second, root)
}
