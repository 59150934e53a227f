import type { Conflict } from '../../report/conflict'
import type { TracedRun } from './traced-run'

/** How the conflicts of a run differ from those of the run before an edit. */
export interface Comparison {
  /** Whether the conflict that the edit is for is there as it was. */
  readonly isStillThere: boolean
  /** Fingerprints of other conflicts of the run before, and what they are now that the edit has changed a line of theirs. */
  readonly renamed: ReadonlyMap<string, Conflict>
  /** A conflict that the run before did not have. */
  readonly added: Conflict | undefined
}

/** Compares the conflicts of two runs. Those with the same calls in the same functions are one where a fingerprint went and came. */
export function compared(target: Conflict, before: TracedRun, after: TracedRun): Comparison {
  const gone = [...before.conflicts.values()].filter(
    ({ fingerprint }) => fingerprint !== target.fingerprint && !after.conflicts.has(fingerprint),
  )
  const renamed = new Map<string, Conflict>()
  const added: Conflict[] = []
  for (const [fingerprint, conflict] of after.conflicts) {
    if (before.conflicts.has(fingerprint)) continue
    const same = gone.findIndex(other => placeOf(other) === placeOf(conflict))
    const [old] = same === -1 ? [] : gone.splice(same, 1)
    if (old === undefined) added.push(conflict)
    else renamed.set(old.fingerprint, conflict)
  }
  return { isStillThere: after.conflicts.has(target.fingerprint), renamed, added: added[0] }
}

function placeOf({ kind, first, second }: Conflict): string {
  const sides = [first, second].map(({ via, site }) => [via, site?.file, site?.function])
  return JSON.stringify([kind, ...sides])
}
