import { RecentMap } from '../capture/recent-map'
import { exactnessOf, type LateAttempt, type RawConflict } from '../detect/raw-conflict'

/** Kinds of second attempts that are remembered. */
const maxKinds = 1000

/** Conflicts of one kind that are examined, all of one bug, before others are only counted. */
const minExamined = 8

/** Milliseconds after which one is examined again. */
const maxUnexamined = 500

/** Conflicts whose second attempts have the same innermost calls, on one route after one status. */
interface Kind<Bug> {
  /** The bug that they are of; `undefined` where there are several. */
  bug: Bug | undefined
  examined: number
  /** When the last of them was, in milliseconds of `applicationTime()`. */
  latest: number
}

/**
 * Recognises conflicts that come at a rate by the innermost calls of their second attempts alone, so that they are counted without
 * being examined. An error handler may be the second for many bugs: so one is examined now and then, and as soon as there is
 * another bug of that kind, all are.
 */
export class Repeats<Bug extends { readonly exactness: number }> {
  readonly #kinds = new RecentMap<string, Kind<Bug>>(maxKinds)

  /** The bug that a conflict is of; `undefined` where it has to be examined. */
  bugOf(late: LateAttempt, callers: number): Bug | undefined {
    const kind = this.#kinds.get(keyOf(late, callers))
    if (kind?.bug === undefined || kind.examined < minExamined) return undefined
    const isRecent = late.second.time - kind.latest < maxUnexamined
    return isRecent && exactnessOf(late) <= kind.bug.exactness ? kind.bug : undefined
  }

  /** Notes which bug a conflict was of that has been examined. */
  note(raw: RawConflict, bug: Bug): void {
    if (raw.callers === undefined) return
    const key = keyOf(raw, raw.callers)
    const kind = this.#kinds.peek(key) ?? { bug, examined: 0, latest: 0 }
    if (kind.bug !== bug) kind.bug = undefined
    kind.examined++
    kind.latest = raw.second.time
    this.#kinds.set(key, kind)
  }
}

function keyOf({ kind, status, request }: LateAttempt, callers: number): string {
  return `${callers} ${kind} ${status} ${request.route}`
}
