// What two runs of the same tests say of each other.

/**
 * @typedef {{ status: 'passed' | 'failed' | 'skipped', reason?: string, printed?: string }} Result
 */

/**
 * The tests that passed without the preload and do not with it, or are missing there; and those that fail with it alone.
 *
 * @param {ReadonlyMap<string, Result>} without
 * @param {ReadonlyMap<string, Result>} withIt
 */
export function newlyFailing(without, withIt) {
  const lost = [...without].filter(
    ([name, before]) => before.status === 'passed' && !isSame(before, withIt.get(name)),
  )
  const new_ = [...withIt].filter(([name, after]) => after.status === 'failed' && !without.has(name))
  return [...lost, ...new_].map(([name]) => name)
}

function isSame(before, after) {
  return after !== undefined && after.status === 'passed' && after.printed === before.printed
}

/** How many there are of each kind. */
export function counted(results) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { status } of results.values()) counts[status]++
  return counts
}
