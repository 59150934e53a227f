import { covers, merged, patternOf, type RequestPattern } from './request-pattern'

/** Bugs that are remembered at a time: the one that has not come for the longest is forgotten. */
const maxBugs = 100
/** Kinds of requests that one bug is known to come with. */
const maxPatterns = 4
/** Requests that are traced whatever they cost: at once, and for each `pause` since the last time. */
const remainingCaptures = { most: 500, perPause: 20 }
/** Requests of whatever kind that are traced after a conflict, before it is known what it comes with; of all conflicts, and in a second. */
const atOnce = { each: 5, all: 20, perSecond: 10 }
/** Milliseconds until a bug can be armed again: where it comes with each third request, not all of them can be traced. */
const pause = 2000
/** Requests whose keys are noted when they begin, to see which of them a bug comes with. */
const maxScouted = 1000

interface ArmedBug {
  patterns: RequestPattern[]
  left: number
  since: number
}

/** How a request is known with which a bug came. */
export interface Symptom {
  /** Its route's key when it began; `undefined` where that was not noted. */
  readonly begun: string | undefined
  /** Its route's key when the bug was seen, by when the application may have changed the request. */
  readonly seen: string
}

/**
 * Bugs of which a conflict was not captured whole: the next requests of the kind that they come with are traced exactly at any
 * load. Which bug it is only the code decides; what a client chooses, its paths, merges into patterns.
 */
export class ArmedBugs {
  readonly #bugs = new Map<string, ArmedBug>()
  #armed = 0
  #leftAtOnce = 0
  #savedAtOnce = atOnce.all
  #atOnceSince = 0
  #toScout = 0
  #scoutedSince = Number.NEGATIVE_INFINITY

  /** Whether no request is to be looked at when it begins. */
  get isEmpty(): boolean {
    return this.#armed === 0 && this.#toScout === 0 && this.#leftAtOnce === 0
  }

  /** Has the next few requests traced, whichever they are, until it is known which bug there was. */
  armAtOnce(time: number): void {
    const gained = ((time - this.#atOnceSince) / 1000) * atOnce.perSecond
    this.#atOnceSince = time
    this.#savedAtOnce = Math.min(atOnce.all, this.#savedAtOnce + gained)
    const granted = Math.min(atOnce.each - this.#leftAtOnce, Math.floor(this.#savedAtOnce))
    this.#savedAtOnce -= granted
    this.#leftAtOnce += granted
  }

  /**
   * Arms a bug, unless it was armed a moment ago.
   *
   * @param bug the same for each conflict of that bug.
   * @param time milliseconds.
   */
  arm(bug: string, { begun, seen }: Symptom, time: number): void {
    const known = this.#bugs.get(bug) ?? { patterns: [], left: 0, since: Number.NEGATIVE_INFINITY }
    // A map keeps the order of insertion: the first is the one that has not come for the longest.
    this.#bugs.delete(bug)
    this.#bugs.set(bug, known)
    this.#forgetOldest()
    known.patterns = withPattern(known.patterns, patternOf(begun ?? seen))
    // The application may have changed the path: the next one is noted before it can.
    if (begun === undefined && time - this.#scoutedSince >= pause) {
      this.#scoutedSince = time
      this.#toScout = maxScouted
    }
    if (known.left > 0 || time - known.since < pause) return
    known.left = Math.min(
      remainingCaptures.most,
      Math.floor((remainingCaptures.perPause * (time - known.since)) / pause),
    )
    known.since = time
    this.#armed++
  }

  /** Whether a request with that key is to be traced whatever it costs; it takes one of the bug's captures. */
  takeCapture(key: string): boolean {
    const request = patternOf(key)
    const bugs = this.#armed > 0 ? this.#bugs.values() : []
    for (const bug of bugs) {
      if (bug.left === 0 || !bug.patterns.some(pattern => covers(pattern, request))) continue
      if (--bug.left === 0) this.#armed--
      return true
    }
    return false
  }

  /** Whether a request that a server gets is one of those few. */
  takeAtOnce(): boolean {
    return this.#leftAtOnce > 0 && this.#leftAtOnce-- > 0
  }

  /** Whether the key of a request that begins is to be noted. */
  scout(): boolean {
    return this.#toScout > 0 && this.#toScout-- > 0
  }

  #forgetOldest(): void {
    const [oldest] = this.#bugs
    if (this.#bugs.size <= maxBugs || oldest === undefined) return
    this.#bugs.delete(oldest[0])
    if (oldest[1].left > 0) this.#armed--
  }
}

function withPattern(patterns: RequestPattern[], added: RequestPattern): RequestPattern[] {
  if (patterns.some(pattern => covers(pattern, added))) return patterns
  const mergedWith = (isForced: boolean) => {
    for (const pattern of patterns) {
      const both = merged(pattern, added, isForced)
      if (both !== undefined) return [...patterns.filter(other => !covers(both, other)), both]
    }
    return undefined
  }
  const others = mergedWith(false)
  if (others !== undefined) return others
  if (patterns.length < maxPatterns) return [...patterns, added]
  return mergedWith(true) ?? [...patterns.slice(1), added]
}
