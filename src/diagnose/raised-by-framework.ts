import { appSiteOf } from '../locate/site'
import type { Finding } from './diagnosis'
import type { Evidence } from './evidence'
import { wordForResponseByHand } from './responded-by-hand'
import { describe, formatPosition } from './sentence'

/**
 * What is said where a framework did not know of a response that its handler had sent by hand, and raised an error of its own, to which
 * the application's error handler responded. `null` where it was not so.
 */
export function raisedByFramework(evidence: Evidence): Finding | null {
  const { conflict, ownError } = evidence
  const site = appSiteOf(conflict.first)
  if (ownError === null || site === null) return null
  const { package: name, error } = ownError
  const word = wordForResponseByHand(name)
  const ways = conflict.raw.isEnded
    ? `let ${name} send it`
    : `keep the handler waiting until the response is done, or let ${name} send it`
  return {
    evidence: [
      `the response at ${formatPosition(site)} was sent past ${name}`,
      `${name} found none when the handler was done, and raised ${error.name}: ${error.message}`,
    ],
    summary: `got its response from ${describe(conflict.first)}, of which ${name} did not know: it raised ${error.name} when the handler was done, and ${describe(conflict.second)} responded to that`,
    suggestion: `Tell ${name} of the response at ${formatPosition(site)}: ${word ?? ways}.`,
  }
}
