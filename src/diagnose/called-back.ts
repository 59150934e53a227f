import { appSiteOf } from '../locate/site'
import { functionsAround, isArgumentOf } from '../source/syntax-position'
import type { Finding } from './diagnosis'
import type { Evidence } from './evidence'
import { describe } from './sentence'

/**
 * What is said where the application has asked a package that responded by itself before it called back: who responded, and what
 * the callback got. `null` where it was not so.
 */
export function calledBackBy({ conflict, first: asked, second: position }: Evidence): Finding | null {
  const { first, second, given, raw } = conflict
  if (appSiteOf(first) === null || first.by === null || asked?.call == null || position === null) return null
  const [callback] = functionsAround(position)
  if (callback === undefined || !isArgumentOf(asked.call, callback)) return null
  const names = callback.params.flatMap(param => (param.type === 'Identifier' ? [param.name] : []))
  const got = names.flatMap(name => {
    const value = given.find(({ variable }) => variable === name)?.value
    return value === undefined ? [] : [`${name} = ${value}`]
  })
  const status = raw.status === null ? '' : ` with ${raw.status}`
  const last = got.at(-1)
  return {
    evidence: [
      `${first.via} of ${first.by} had responded${status} when it called back`,
      ...(last === undefined ? [] : [`the callback got ${got.join(', ')}`]),
    ],
    summary: `got its response from ${first.by}, which ${describe(first)} had asked and which responded${status} before it called back; then ${describe(second)} in the callback responded too`,
    suggestion: `${first.via} responds by itself in some cases, and calls back all the same. Respond in its callback only in the others${last === undefined ? ', where `res.headersSent` is false' : `: not where ${last}`}.`,
  }
}
