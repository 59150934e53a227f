import { RecentMap } from '../capture/recent-map'
import { exactnessOf, type LateAttempt, type RawConflict } from '../detect/raw-conflict'
import { stackKeyOf } from '../locate/call-sites'

/** Kinds of conflicts that are remembered. */
const maxKinds = 1000

/** Conflicts of one kind that are examined, all of one bug, before others are only counted. */
const minExamined = 8

/** Milliseconds after which one is examined again. */
const maxUnexamined = 500

/** Conflicts that have something in common, by which most are of one bug. */
interface Kind<Bug> {
  /** The bug that they are of; `undefined` where there are several. */
  bug: Bug | undefined
  examined: number
  /** When the last of them came, in milliseconds of `applicationTime()`. */
  latest: number
}

/**
 * Recognises conflicts that come at a rate by the stack of their first send and the innermost calls of their second attempts, on one route
 * after one status, so that they are counted without being examined. An error handler may be the second for many bugs, and a strict run
 * must not miss one: where the first send was captured, it has to be the same. One is examined now and then all the same.
 */
export class Repeats<Bug extends { readonly exactness: number }> {
  readonly #kinds = new RecentMap<string, Kind<Bug>>(maxKinds)

  /** The bug that a conflict is of; `undefined` where it has to be examined. */
  bugOf(late: LateAttempt, callers: number): Bug | undefined {
    return known(this.#kinds.get(keyOf(late, callers)), late)
  }

  /** Notes which bug a conflict was of that has been examined. */
  note(raw: RawConflict, bug: Bug): void {
    if (raw.callers === undefined) return
    this.#note(keyOf(raw, raw.callers), raw, bug)
    // Those whose first send is not captured have to do without.
    if (raw.first !== undefined) this.#note(keyOf({ ...raw, first: undefined }, raw.callers), raw, bug)
  }

  #note(key: string, { second }: RawConflict, bug: Bug): void {
    const kind = this.#kinds.peek(key) ?? { bug, examined: 0, latest: 0 }
    if (kind.bug !== bug) kind.bug = undefined
    kind.examined++
    kind.latest = second.time
    this.#kinds.set(key, kind)
  }
}

function known<Bug extends { readonly exactness: number }>(
  kind: Kind<Bug> | undefined,
  late: LateAttempt,
): Bug | undefined {
  if (kind?.bug === undefined || kind.examined < minExamined) return undefined
  if (exactnessOf(late) > kind.bug.exactness) return undefined
  if (late.second.time - kind.latest < maxUnexamined) return kind.bug
  // This one is examined; those that come meanwhile are counted.
  kind.latest = late.second.time
  return undefined
}

function keyOf({ kind, status, request, routeKey, first }: LateAttempt, callers: number): string {
  const sent = first === undefined ? '' : stackKeyOf(first.stack)
  return `${callers} ${sent} ${kind} ${status} ${request.route ?? routeKey}`
}
