import { appSiteOf } from '../../locate/site'
import type { Cause } from '../cause'
import { leaveHead, likelyLeaveFlush } from '../edits/leave-head'
import { describe, formatPosition } from '../sentence'

const partial = ['a head', 'a part of the body', 'the headers'] as const

/** The first send was a partial one (`write`, `writeHead`, `flushHeaders`), and more headers or the whole response followed. */
export const headersFlushedEarly: Cause<
  'header' | 'handedOn' | 'flush' | 'sequence' | 'continuation' | 'unknown'
> = {
  code: 'headers-flushed-early',
  shapes: {
    header: { sent: partial, attempt: 'a header' },
    // What writes the beginning of a body and goes on means others to write the rest.
    handedOn: { sent: ['a part of the body', 'the headers'], second: ['calls next', 'hands next on'] },
    flush: { sent: 'the headers', relation: ['sequence', 'branch', 'two links', 'finally', 'two paths'] },
    sequence: { sent: partial, relation: 'sequence' },
    continuation: { sent: partial, relation: 'two paths', first: ['responds', 'calls a helper'] },
    unknown: { sent: [...partial, 'a stream'], relation: 'unknown' },
  },
  explain(evidence) {
    const { first, second } = evidence.conflict
    const site = appSiteOf(first)
    const called = site === null ? first.operation : first.via
    const late = appSiteOf(second)
    return {
      evidence: [`the first was ${called}, which sends the headers`, 'the response was not ended then'],
      summary: `had its headers sent by ${describe(first)}, without an end; then ${describe(second)} wanted to send headers`,
      suggestion: `The headers go out with ${called}${site === null ? '' : ` (${formatPosition(site)})`}: ${
        evidence.shape.attempt === 'a header'
          ? `set ${late === null ? 'all of them' : `what ${formatPosition(late)} sets`} before that.`
          : 'set everything before it, or leave it to the response.'
      }`,
      edits: leaveHead(evidence),
      candidates: likelyLeaveFlush(evidence),
    }
  },
}
