import type { Side, Site } from './conflict'

/** All calls on the path to an attempt, innermost first; none where it was not recorded. */
export function framesOf({ path }: Pick<Side, 'path'>): Site[] {
  return (path ?? []).flatMap(({ frames }) => frames)
}
