import type { Cause } from '../cause'
import { moveHeader } from '../edits/move-header'
import { describe, formatPosition, isName } from '../sentence'

/** A request that the application makes was changed after its head was sent, or written to after its end. */
export const outgoingRequest: Cause<'any'> = {
  code: 'outgoing-request',
  shapes: { any: { message: 'an outgoing request' } },
  explain(evidence) {
    const { raw, first, second } = evidence.conflict
    const isBody = raw.second.operation === 'write' || raw.second.operation === 'end'
    const isWait = first.sentWhileWaiting === true && first.site !== null
    const waited = isWait
      ? `${functionOf(first.site.function)} waited at ${formatPosition(first.site)}`
      : null
    return {
      evidence: [
        'this is a request that the application makes, and not its response',
        waited === null
          ? `${first.via} ${isBody ? 'had ended it' : 'sent its head'}`
          : `${waited} while it was sent`,
      ],
      summary: `${isBody ? 'was ended' : 'was sent'} ${waited === null ? `by ${describe(first)}` : `while ${waited}`}, and then ${describe(second)} ${isBody ? 'wrote to it' : 'changed its head'}`,
      suggestion: isBody
        ? 'End the request when the last of its body has been written.'
        : waited === null
          ? 'Set headers before the request is sent: before its first write(), end() or pipe, or as `headers` of http.request().'
          : 'Find out what the header needs before the request is begun, and hand it over with it, as one of its `headers`.',
      edits: isBody ? [] : moveHeader(evidence),
    }
  },
}

function functionOf(name: string): string {
  return isName(name) ? name : 'the application'
}
