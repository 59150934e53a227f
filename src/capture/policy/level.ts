/**
 * What the budget allows, from most to least: each response's sends and the whole paths to them; the same, but of a path's
 * promises only the first ones; the sends alone; a few sends, from which the others are learned.
 */
export type Level = 'paths' | 'limited-promises' | 'sends' | 'samples'

const levels: readonly Level[] = ['paths', 'limited-promises', 'sends', 'samples']

/** The state of the budget, as a change of level publishes it on the channel `headers-trace:budget`. */
export interface BudgetState {
  readonly level: Level
  /** Requests a second, in the last window. */
  readonly rate: number
  /** Percent of one core that each level would take at that rate, as far as it is known. */
  readonly cost: { readonly [Followed in Exclude<Level, 'samples'>]: number }
  /** Percent of one core that tracing may take now: the budget, less where the process is busy or conflicts take their part. */
  readonly allowed: number
}

export const levelCount = levels.length

/** How many levels are above one. */
export function levelsAbove(level: Level): number {
  return levels.indexOf(level)
}

export function isAbove(one: Level, other: Level): boolean {
  return levelsAbove(one) < levelsAbove(other)
}

export function levelAbove(level: Level): Level {
  return levels[levelsAbove(level) - 1] ?? level
}

export function levelBelow(level: Level): Level {
  return levels[levelsAbove(level) + 1] ?? level
}
