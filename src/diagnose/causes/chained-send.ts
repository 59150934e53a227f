import { nameOfCall } from '../../source/syntax-position'
import type { Cause } from '../cause'
import { chainOnce } from '../edits/chain-once'
import type { Evidence } from '../evidence'
import { describe } from '../sentence'
import { isChained } from '../shape/relation'
import { setsHead } from '../syntax/response-call'

/** Two responses chained in one expression: `res.sendStatus(200).json(…)`. */
export const chainedSend: Cause<'any'> = {
  code: 'chained-send',
  shapes: { any: { relation: 'one chain of calls' } },
  explain(evidence) {
    const { conflict, first: site, second: otherSite, sides } = evidence
    // The application's own methods of a response may have the lines that send.
    const isAtSites = isChained(site, otherSite)
    const first = isAtSites ? site : (sides?.first.position ?? null)
    const second = isAtSites ? otherSite : (sides?.second.position ?? null)
    return {
      evidence: ['both calls are in one chain'],
      summary: `got its response from ${describe(conflict.first)}, which returns the response, and ${conflict.second.via} was chained to it`,
      suggestion: suggestionFor(evidence),
      edits: first === null || second === null ? [] : chainOnce(first, second),
    }
  },
}

function suggestionFor({ first, second }: Evidence): string {
  const [name, added] = [first, second].map(position =>
    position?.call == null ? null : nameOfCall(position.call),
  )
  if (name === 'sendStatus' && added != null && !setsHead(added))
    return 'Set the status with a method that does not send: `status` in the place of `sendStatus`.'
  if (added != null && setsHead(added))
    return `Set the ${/^(status|code)$/.test(added) ? 'status' : 'header'} before the call that sends: ${added} before ${name}.`
  return 'Send once: remove one of the two calls.'
}
