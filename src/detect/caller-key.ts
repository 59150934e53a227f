import { callsAbove } from '../capture/stack'
import { siteKeyOf } from '../capture/stack-key'

/**
 * Tells one caller from another by its innermost calls, in a fraction of the time that a whole stack takes; `undefined` where
 * stacks cannot be read so.
 *
 * @param depth how many calls.
 */
export function callerKeyOf(
  constructorOpt: (...args: never[]) => unknown,
  depth: number,
): number | undefined {
  const calls = callsAbove(constructorOpt, depth)
  return calls && siteKeyOf(calls)
}
