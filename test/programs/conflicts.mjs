import diagnostics from 'node:diagnostics_channel'
import { setImmediate as turn } from 'node:timers/promises'
import { exchange } from './exchange.mjs'

const reported = []
diagnostics.subscribe('headers-trace:conflict', conflict => reported.push(conflict))

/** What is reported of the conflicts that happen while `cause` runs, in short. */
export async function conflictsOf(cause) {
  reported.length = 0
  await cause()
  // A conflict is reported in the turn after it.
  await turn()
  return reported.map(({ kind, request, first, second }) => ({
    kind,
    path: request.path,
    first: first.site?.function ?? null,
    second: second.site?.function ?? null,
    operation: second.operation,
    header: second.header ?? null,
    outcome: second.outcome,
    code: second.code,
  }))
}

/** The same of one exchange with a server. */
export function conflictsIn(respond, options) {
  return conflictsOf(() => exchange(respond, options))
}

/** Does what may be refused. */
export function attempt(operate) {
  try {
    return operate()
  } catch {}
}
