import { appSiteOf } from '../../locate/site'
import { expressionOf, nameOfCall, type SyntaxPosition, statementAround } from '../../source/syntax-position'
import type { Cause } from '../diagnosis'
import { replacement } from '../edits/edit'
import { describe, formatPosition } from '../evidence'

const partial = new Set(['writeHead', 'writeHeader', 'write', 'flushHeaders', 'respond'])

/** The first send was a partial one (`write`, `writeHead`, `flushHeaders`, a pipe), and more headers or a whole answer followed. */
export const headersFlushedEarly: Cause = {
  code: 'headers-flushed-early',
  recognise({ conflict, first }) {
    const { raw } = conflict
    const { operation } = conflict.first
    const site = appSiteOf(conflict.first)
    if (raw.kind !== 'headers' || raw.isEnded || !partial.has(operation)) return null
    // A framework that answers for its own reasons would do so whenever the headers had gone out.
    if (site !== null && appSiteOf(conflict.second) === null) return null
    const isPlain =
      site === null ||
      /(^|\.)(writeHead|writeHeader|write|flushHeaders|pipe|pipeline|respond)$/.test(conflict.first.via)
    if (!isPlain) return null
    return {
      evidence: [`the first was ${operation}(), which sends the headers`, 'the response was not ended then'],
      summary: `had its headers sent by ${describe(conflict.first)}, without an end; then ${describe(conflict.second)} wanted to send headers`,
      suggestion: `Headers go out with ${operation}()${site === null ? '' : ` (${formatPosition(site)})`}: set everything before it, or leave it to the answer.`,
      edits: asStatus(first),
    }
  },
}

// A head of nothing but a status can wait for the answer.
function asStatus(spot: SyntaxPosition | null) {
  if (spot?.call == null || nameOfCall(spot.call) !== 'writeHead') return []
  const [status, ...more] = spot.call.arguments
  const { callee } = spot.call
  if (status?.type !== 'NumericLiteral' || more.length > 0 || !('object' in callee)) return []
  if (expressionOf(statementAround(spot)) !== spot.call) return []
  const response = spot.source.text.slice(callee.object.start ?? 0, callee.object.end ?? 0)
  return [
    replacement(
      spot.source,
      spot.call.start ?? 0,
      spot.call.end ?? 0,
      `${response}.statusCode = ${status.value}`,
    ),
  ]
}
