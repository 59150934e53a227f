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
  /** When the last of them was, in milliseconds of `applicationTime()`. */
  latest: number
}

/**
 * Recognises conflicts that come at a rate by the innermost calls of their second attempts alone, on one route after one status, so that
 * they are counted without being examined. An error handler may be the second for many bugs: so one is examined now and
 * then, and as soon as there is another bug of that kind, the stack of the first send has to be the same as well.
 */
export class Repeats<Bug extends { readonly exactness: number }> {
  readonly #kinds = new RecentMap<string, Kind<Bug>>(maxKinds)

  /** The bug that a conflict is of; `undefined` where it has to be examined. */
  bugOf(late: LateAttempt, callers: number): Bug | undefined {
    const key = keyOf(late, callers)
    const kind = this.#kinds.get(key)
    if (kind === undefined || kind.bug !== undefined) return known(kind, late)
    const narrowKey = narrowKeyOf(key, late)
    return narrowKey === undefined ? undefined : known(this.#kinds.get(narrowKey), late)
  }

  /** Notes which bug a conflict was of that has been examined. */
  note(raw: RawConflict, bug: Bug): void {
    if (raw.callers === undefined) return
    const key = keyOf(raw, raw.callers)
    if (this.#note(key, raw, bug).bug !== undefined) return
    const narrowKey = narrowKeyOf(key, raw)
    if (narrowKey !== undefined) this.#note(narrowKey, raw, bug)
  }

  #note(key: string, { second }: RawConflict, bug: Bug): Kind<Bug> {
    const kind = this.#kinds.peek(key) ?? { bug, examined: 0, latest: 0 }
    if (kind.bug !== bug) kind.bug = undefined
    kind.examined++
    kind.latest = second.time
    this.#kinds.set(key, kind)
    return kind
  }
}

function known<Bug extends { readonly exactness: number }>(
  kind: Kind<Bug> | undefined,
  late: LateAttempt,
): Bug | undefined {
  if (kind?.bug === undefined || kind.examined < minExamined) return undefined
  const isRecent = late.second.time - kind.latest < maxUnexamined
  return isRecent && exactnessOf(late) <= kind.bug.exactness ? kind.bug : undefined
}

function keyOf({ kind, status, request }: LateAttempt, callers: number): string {
  return `${callers} ${kind} ${status} ${request.route}`
}

function narrowKeyOf(key: string, { first }: LateAttempt): string | undefined {
  return first && `${key} ${stackKeyOf(first.stack)}`
}
