import { ratioOf, resolutionOf } from './statistics.mjs'

/** What the others are compared with, and the same once more: what differs between those two is the method's own error. */
export const [reference, again] = ['bare', 'again']

/**
 * Compares variants of a program that take turns. In each round every variant is a new process. A turn's ratio is to the mean of the
 * reference's turns right before and after it, so that what slows the machine for a while slows both.
 *
 * @param start starts a variant's process and warms it up.
 * @param take takes one turn of it, and gives what that was, its `cost` among it.
 * @param stop ends it, and gives its last word.
 */
export async function compare({ variants, rounds, turns, start, take, stop }) {
  const others = variants.filter(variant => variant !== reference)
  const found = Object.fromEntries(variants.map(variant => [variant, { turns: [], ratios: [], ends: [] }]))
  for (let round = 0; round < rounds; round++) {
    const processes = {}
    for (const variant of variants) processes[variant] = await start(variant)
    const taken = Object.fromEntries(variants.map(variant => [variant, []]))
    const takeOne = async variant => taken[variant].push(await take(processes[variant]))
    await takeOne(reference)
    for (let turn = 0; turn < turns; turn++) {
      // What comes first is not always the same.
      for (const variant of turn % 2 === 0 ? others : others.toReversed()) await takeOne(variant)
      await takeOne(reference)
    }
    for (const variant of variants) {
      found[variant].ratios.push(ratiosTo(taken[reference], taken[variant]))
      found[variant].turns.push(...taken[variant])
      found[variant].ends.push(await stop(processes[variant]))
    }
  }
  const results = {}
  for (const [variant, { ratios, ...rest }] of Object.entries(found))
    results[variant] = { ...rest, ...(variant === reference ? { ratio: 1, error: 0 } : ratioOf(ratios)) }
  const resolution = again in results ? resolutionOf(results[again]) : Number.POSITIVE_INFINITY
  return { results, resolution }
}

function ratiosTo(references, turns) {
  return turns.map(({ cost }, turn) => {
    const after = references[turn + 1] ?? references[turn]
    return (2 * cost) / (references[turn].cost + after.cost)
  })
}
