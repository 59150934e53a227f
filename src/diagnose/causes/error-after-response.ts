import type { LocatedConflict } from '../../locate/locate'
import type { Cause } from '../cause'
import type { Hidden } from '../diagnosis'
import { type Edit, firstOf } from '../edits/edit'
import { likelyDestroy } from '../edits/likely-destroy'
import { likelyReturn } from '../edits/likely-return'
import { removeDuplicate } from '../edits/remove-duplicate'
import { returnAfter } from '../edits/return-after'
import { returnBeforeError } from '../edits/return-before-error'
import type { Evidence } from '../evidence'
import { describe, formatPosition } from '../sentence'

/** Something failed after the response, and an error handler responded. */
export const errorAfterResponse: Cause<'any'> = {
  code: 'error-after-response',
  shapes: { any: { second: 'handles an error' } },
  explain(evidence) {
    const { conflict, handler } = evidence
    const hidden = handler?.hidden ?? null
    const kind = handler?.kind ?? 'an error handler'
    return {
      evidence: [
        `the second response is in ${kind}`,
        ...(hidden === null ? [] : [`it was handling ${hidden.name}: ${hidden.message}`]),
        ...(isBrokenOff(conflict, hidden)
          ? ['the connection broke off while the response was being sent']
          : []),
      ],
      summary: `got its response from ${describe(conflict.first)}; then ${whatFailed(hidden)}, and ${kind} responded again with ${describe(conflict.second)}`,
      suggestion: suggestionFor(evidence, hidden),
      edits: editsOf(evidence, hidden),
      candidates: [...likelyReturn(evidence), ...likelyDestroy(evidence)],
    }
  },
}

function whatFailed(hidden: Hidden | null): string {
  if (hidden === null) return 'something failed'
  if (isOfConnection(hidden)) return `a connection broke off (${hidden.name}: ${hidden.message})`
  return `${hidden.name} was raised${hidden.site === null ? '' : ` at ${formatPosition(hidden.site)}`}`
}

/** What Node and its clients call it when the other end has gone, or has sent what cannot be read. */
const connectionErrors =
  /ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE|ERR_STREAM_DESTROYED|ERR_HTTP2_STREAM|HPE_|premature close|\baborted\b|socket hang up|Parse Error|other side closed|terminated/i

// The client left, or the server that was asked: there is nothing to respond to, or nothing to respond with.
function isOfConnection(hidden: Hidden | null): boolean {
  return hidden !== null && connectionErrors.test(`${hidden.name} ${hidden.message}`)
}

// Where the response had been ended, it was another connection, or a later time.
function isBrokenOff({ raw }: LocatedConflict, hidden: Hidden | null): boolean {
  return !raw.isEnded && isOfConnection(hidden)
}

function suggestionFor(evidence: Evidence, hidden: Hidden | null): string {
  if (isBrokenOff(evidence.conflict, hidden))
    return 'The head is out and the connection has broken off: there is nothing left to respond to. Stop and clean up (`res.destroy()`), and respond only where `res.headersSent` is false.'
  const [edit] = removeDuplicate(evidence).length > 0 ? [] : editsOf(evidence, hidden)
  if (edit !== undefined)
    return `Return after the first response (${edit.file}:${edit.start.line}): what failed comes after it. Let the error handler respond only where \`res.headersSent\` is false.`
  return hidden === null
    ? 'Find out what failed after the response. Let the error handler respond only where `res.headersSent` is false.'
    : 'Let the error handler respond only where `res.headersSent` is false; otherwise let it log the error, and end or destroy what is still open.'
}

function editsOf(evidence: Evidence, hidden: Hidden | null): Edit[] {
  return firstOf(
    () => removeDuplicate(evidence),
    () => returnBeforeError(evidence, hidden),
    () => returnAfter(evidence),
  )
}
