import { createHash } from 'node:crypto'
import { RecentMap } from '../capture/recent-map'
import type { Stack } from '../capture/stack'
import { type Attempt, exactnessOf, type LateAttempt, type RawConflict } from '../detect/raw-conflict'
import type { Diagnosis } from '../diagnose/diagnosis'
import { callSitesOf, stackKeyOf, stackOf } from '../locate/call-sites'
import type { LocatedConflict } from '../locate/locate'
import { isIdentityKnown, placeOf } from './fingerprint'
import { Repeats } from './repeats'

/** A bug that this process has seen, and how often. */
export interface BugEntry {
  readonly fingerprint: string
  /** As it was seen most exactly. */
  located: LocatedConflict
  diagnosis: Diagnosis
  exactness: number
  occurrences: number
  latest: Occurrence
}

/** What is kept of an occurrence: when it was, and of which request. */
export interface Occurrence extends Omit<LateAttempt, 'target' | 'first' | 'trace'> {
  /** Whether its first send was captured, and when that was. */
  readonly first: Pick<Attempt, 'time'> | undefined
}

/** Different bugs that one process remembers. Those that have not come for the longest time are forgotten. */
const maxBugs = 1000

/** Stacks by which bugs are recognised: a bug may come by several. */
const maxStacks = 4000

/** Bugs with one second attempt that are distinguished by their routes. */
const maxSharingSecond = 8

/** Milliseconds after which one more conflict may be examined, or one more bug reported, once there were `maxBugs`. */
const refill = { examination: 200, bug: 60_000 }

/**
 * Counts conflicts by bug. One that came by the same path as an earlier one is recognised by its stacks alone; one whose
 * first send was not recorded belongs to the exact one with the same second attempt.
 */
export class Ledger {
  readonly #bugs = new RecentMap<string, BugEntry>(maxBugs)
  readonly #byStacks = new RecentMap<string, BugEntry>(maxStacks)
  /** By the second attempt alone, the latest first. */
  readonly #bySecond = new RecentMap<string, readonly BugEntry[]>(maxStacks)
  /** Those that had to be reported before an exact one came. */
  readonly #provisional = new WeakSet<BugEntry>()
  readonly #repeats = new Repeats<BugEntry>()
  readonly #examinations = new Allowance(maxBugs, refill.examination)
  readonly #newBugs = new Allowance(maxBugs, refill.bug)

  /** Conflicts that were not reported because there were too many different ones. */
  dropped = 0

  /** The bug that a conflict is of by the innermost calls of its second attempt; `undefined` where it has to be examined. */
  bugOf(late: LateAttempt, callers: number): BugEntry | undefined {
    return this.#repeats.bugOf(late, callers)
  }

  /** Counts a conflict that has been seen before, as exactly; `undefined` for one that must be examined. */
  lookup(raw: RawConflict): BugEntry | undefined {
    const known =
      raw.first === undefined
        ? this.#ofRoute(this.#bySecond.get(secondKeyOf(raw)), raw)
        : this.#byStacks.get(stacksKeyOf(raw))
    if (known === undefined || exactnessOf(raw) > known.exactness) return undefined
    this.#repeats.note(raw, known)
    return this.count(known, raw)
  }

  /** Whether there may be one more examination now; where not, the conflict counts as dropped. */
  mayExamine({ date }: RawConflict): boolean {
    const isAllowed = this.#examinations.take(date)
    if (!isAllowed) this.dropped++
    return isAllowed
  }

  /**
   * Counts a conflict that does not say by itself which bug it is, where an exact one of the same second attempt has been
   * seen.
   *
   * @param isAnyRoute whether that may have been on another route.
   */
  attribute(located: LocatedConflict, isAnyRoute: boolean): BugEntry | undefined {
    const { raw } = located
    const keys = [secondKeyOf(raw), placeKeyOf(located)]
    const alike = keys.flatMap(key => this.#bySecond.get(key) ?? [])
    const entry = this.#ofRoute(alike, raw) ?? (isAnyRoute ? alike[0] : undefined)
    return entry && this.count(entry, raw)
  }

  /** Counts a conflict that has been examined; `undefined` where there have been too many bugs. */
  record(located: LocatedConflict, fingerprint: string, diagnosis: Diagnosis): BugEntry | undefined {
    const { raw } = located
    const isKnown = isIdentityKnown(located)
    const exactness = exactnessOf(raw)
    const before = this.#bugs.get(fingerprint) ?? (isKnown ? this.#provisionalFor(located) : undefined)
    if (before === undefined && !this.#newBugs.take(raw.date)) {
      this.dropped++
      return undefined
    }
    const entry = before ?? {
      ...seenAs(located, diagnosis),
      fingerprint,
      occurrences: 0,
      latest: occurrenceOf(raw),
    }
    if (exactness > entry.exactness) Object.assign(entry, seenAs(located, diagnosis))
    if (isKnown) this.#provisional.delete(entry)
    else if (before === undefined) this.#provisional.add(entry)

    this.#bugs.set(fingerprint, entry)
    if (raw.first !== undefined) this.#byStacks.set(stacksKeyOf(raw), entry)
    for (const key of [secondKeyOf(raw), placeKeyOf(located)]) {
      const others = (this.#bySecond.get(key) ?? []).filter(other => other !== entry)
      this.#bySecond.set(key, [entry, ...others].slice(0, maxSharingSecond))
    }
    this.#repeats.note(raw, entry)
    return this.count(entry, raw)
  }

  /** The bugs that are remembered. */
  get bugs(): readonly BugEntry[] {
    return [...new Set(this.#bugs.values())]
  }

  /** Counts one more occurrence of a bug. */
  count(entry: BugEntry, late: LateAttempt): BugEntry {
    entry.occurrences++
    entry.latest = occurrenceOf(late)
    this.#bugs.set(entry.fingerprint, entry)
    return entry
  }

  // A bug keeps the fingerprint that it was first reported with.
  #provisionalFor(located: LocatedConflict): BugEntry | undefined {
    const keys = [secondKeyOf(located.raw), placeKeyOf(located)]
    return keys.flatMap(key => this.#bySecond.get(key) ?? []).find(entry => this.#provisional.has(entry))
  }

  #ofRoute(entries: readonly BugEntry[] | undefined, raw: RawConflict): BugEntry | undefined {
    return entries?.find(({ latest }) => routeOf(latest) === routeOf(raw))
  }
}

/** So many at once, and one more each time that so many milliseconds are over. */
class Allowance {
  readonly #max: number
  readonly #interval: number
  #left: number
  #since = Number.NEGATIVE_INFINITY

  constructor(max: number, interval: number) {
    this.#max = max
    this.#interval = interval
    this.#left = max
  }

  take(time: number): boolean {
    const gained = Math.floor((time - this.#since) / this.#interval)
    if (gained > 0) {
      this.#left = Math.min(this.#max, this.#left + gained)
      this.#since = time
    }
    return this.#left > 0 && this.#left-- > 0
  }
}

function seenAs(located: LocatedConflict, diagnosis: Diagnosis) {
  const raw = withoutStacks(located.raw)
  return { located: { ...located, raw }, diagnosis, exactness: exactnessOf(located.raw) }
}

/** A conflict that can be kept: captured stacks would retain the response that showed it. */
export function withoutStacks(raw: RawConflict): RawConflict {
  return {
    ...raw,
    trace: undefined,
    handled: null,
    given: [],
    first: raw.first && { ...raw.first, stack: valuesOf(raw.first.stack) },
    second: { ...raw.second, stack: valuesOf(raw.second.stack) },
  }
}

function valuesOf(stack: Stack): Stack {
  return stackOf(callSitesOf(stack), stackKeyOf(stack))
}

function occurrenceOf({
  kind,
  date,
  request,
  startTime,
  first,
  status,
  second,
  routeKey,
}: LateAttempt): Occurrence {
  return {
    kind,
    date,
    request,
    startTime,
    first: first && { time: first.time },
    status,
    // That of an attempt which is only counted may yet turn out to be lost.
    second: 'stack' in second ? withoutStack(second) : second,
    routeKey,
  }
}

function withoutStack({ operation, header, outcome, code, time, dropped }: Attempt): Attempt {
  return {
    operation,
    ...(header !== undefined && { header }),
    outcome,
    code,
    time,
    ...(dropped !== undefined && { dropped }),
  }
}

function routeOf({ request, routeKey }: Pick<LateAttempt, 'request' | 'routeKey'>): string {
  return request.route ?? routeKey
}

function stacksKeyOf(raw: RawConflict): string {
  return `${raw.first === undefined ? '' : stackKeyOf(raw.first.stack)} ${secondKeyOf(raw)}`
}

/** What conflicts have in common that came by the same second attempt. */
export function secondKeyOf({ kind, second }: RawConflict): string {
  return `${kind} ${stackKeyOf(second.stack)}`
}

function placeKeyOf({ raw, second }: LocatedConflict): string {
  const place = JSON.stringify([raw.kind, placeOf(second)])
  // The line of a bundle may have megabytes.
  return createHash('sha1').update(place).digest('base64')
}
