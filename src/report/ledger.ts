import type { Stack } from '../capture/stack'
import type { RawConflict } from '../detect/raw-conflict'
import type { Diagnosis } from '../diagnose/diagnosis'
import { callSitesOf, stackOf } from '../locate/call-sites'
import type { LocatedConflict } from '../locate/locate'

/** A bug that this process has seen, and how often. */
export interface BugEntry {
  readonly fingerprint: string
  /** As it was seen most exactly. */
  located: LocatedConflict
  diagnosis: Diagnosis
  exactness: number
  occurrences: number
  latest: RawConflict
}

/** Different bugs, and different paths to them, that one process remembers. */
const maxBugs = 1000

/** Counts conflicts by bug. One that came by the same path as an earlier one is recognised by its stacks alone. */
export class Ledger {
  readonly #cases = new Map<string, BugEntry>()
  readonly #known = new Map<string, BugEntry>()
  readonly #bySecond = new Map<string, BugEntry>()

  /** Conflicts that were not reported because the ledger was full. */
  dropped = 0

  /** Counts a conflict that has been seen before, as exactly; `undefined` for one that must be examined. */
  lookup(raw: RawConflict): BugEntry | undefined {
    // Where the first send was not captured, the one that came before this second attempt earlier stands in for it.
    const known = this.#known.get(keyOf(raw)) ?? (raw.first ? undefined : this.#bySecond.get(lateKeyOf(raw)))
    return known === undefined || exactnessOf(raw) > known.exactness ? undefined : count(known, raw)
  }

  /** Whether no further bug, and no further path to one, can be remembered: to examine one would be work without end. */
  get isFull(): boolean {
    return this.#cases.size >= maxBugs || this.#known.size >= maxBugs
  }

  /** Counts a conflict that has been examined; `undefined` when there are too many bugs. */
  record(located: LocatedConflict, fingerprint: string, diagnosis: Diagnosis): BugEntry | undefined {
    const { raw } = located
    const exactness = exactnessOf(raw)
    let entry = this.#cases.get(fingerprint)
    if (entry === undefined) {
      if (this.#cases.size >= maxBugs) {
        this.dropped++
        return undefined
      }
      const latest = released(raw)
      entry = {
        fingerprint,
        located: { ...located, raw: latest },
        diagnosis,
        exactness,
        occurrences: 0,
        latest,
      }
      this.#cases.set(fingerprint, entry)
    } else if (exactness > entry.exactness) {
      entry.located = { ...located, raw: released(raw) }
      entry.diagnosis = diagnosis
      entry.exactness = exactness
    }
    if (this.#known.size < maxBugs) {
      this.#known.set(keyOf(raw), entry)
      if (raw.first !== undefined) this.#bySecond.set(lateKeyOf(raw), entry)
    }
    return count(entry, raw)
  }

  get bugs(): readonly BugEntry[] {
    return [...this.#cases.values()]
  }
}

function count(entry: BugEntry, raw: RawConflict): BugEntry {
  entry.occurrences++
  entry.latest = released(raw)
  return entry
}

// A bug is remembered as long as the process runs; captured stacks would retain the response that showed it.
function released(raw: RawConflict): RawConflict {
  return {
    ...raw,
    trace: undefined,
    handled: null,
    first: raw.first && { ...raw.first, stack: valuesOf(raw.first.stack) },
    second: { ...raw.second, stack: valuesOf(raw.second.stack) },
  }
}

function valuesOf(stack: Stack): Stack {
  return stackOf(callSitesOf(stack))
}

// Over the budget the path is given up first, and then the first send.
function exactnessOf({ first, trace }: RawConflict): number {
  if (first === undefined) return 0
  return trace === undefined ? 1 : 2
}

function keyOf(raw: RawConflict): string {
  return `${raw.first === undefined ? '' : placesOf(raw.first.stack)}\n\n${lateKeyOf(raw)}`
}

function lateKeyOf({ kind, second }: RawConflict): string {
  return `${kind}\n${placesOf(second.stack)}`
}

function placesOf(stack: Stack): string {
  return callSitesOf(stack)
    .map(({ file, line, column }) => `${file}:${line}:${column}`)
    .join('\n')
}
