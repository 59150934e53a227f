import type { Conflict, Side, Site } from './conflict'

/** A step on the path to an attempt. */
export type Step =
  | { readonly kind: 'call'; readonly frame: Site; readonly isSite: boolean }
  /** The work was handed on, and ran later: `setTimeout`, `await`. */
  | { readonly kind: 'hop'; readonly reason: string }
  /** Steps that are only counted: calls of packages, repeats, the middle of a long path. */
  | { readonly kind: 'folded'; readonly text: string }

/** Both paths: what they have in common, and each from where they part. */
export interface Paths {
  readonly trunk: readonly Step[]
  readonly first: readonly Step[]
  readonly second: readonly Step[]
}

/** The part of a side that its path is drawn from. */
export type PathOfSide = Pick<Side, 'site' | 'path'>

/** In which direction a path is read: from the request to the attempt, or from the attempt back to the request. */
export type Direction = 'from the request' | 'from the attempt'

type Fork = NonNullable<Conflict['fork']>

/** A call or an asynchronous hop, before calls are folded. */
type Stop = { readonly frame: Site } | { readonly reason: string }

/** Lays the paths of a conflict's sides beside each other. */
export function pathStepsOf(
  first: PathOfSide,
  second: PathOfSide,
  fork: Conflict['fork'],
  direction: Direction,
): Paths {
  const [one, other] = [stopsOf(first), stopsOf(second)]
  const shared = sharedLength(one, other)
  const at = fork === null ? null : forkIn(one, other, shared, fork)
  const aligned = at && alignedBefore(one, other, at)
  const [end, otherEnd] = aligned ?? at ?? [shared, shared]
  const trunk = aligned
    ? longer(one.slice(0, end), other.slice(0, otherEnd))
    : one.slice(0, Math.min(end, otherEnd, shared))
  const steps = (stops: readonly Stop[], site: Site | null) =>
    withoutRepeats(
      direction === 'from the request'
        ? stepsOf(stops, site, direction)
        : stepsOf(stops.toReversed(), site, direction),
    )
  return {
    trunk: steps(trunk, null),
    first: steps(one.slice(end), first.site),
    second: steps(other.slice(otherEnd), second.site),
  }
}

/** All calls on the path to an attempt, innermost first; none where it was not recorded. */
export function framesOf({ path }: Pick<Side, 'path'>): Site[] {
  return (path ?? []).flatMap(({ frames }) => frames)
}

/** A position as people read it: `src/company.js:14:23`. */
export function positionText({ file, line, column, generated }: Site): string {
  return generated ? `${file} (${line}:${column} of the code made from it)` : `${file}:${line}:${column}`
}

// What the application called at the site is in its label already; the calls inside of it would only make the path longer.
function stopsOf({ path, site }: PathOfSide): Stop[] {
  const segments = path ?? []
  const hasOthers = segments.some(({ frames }) => frames.some(frame => frame.owner !== 'node'))
  return segments.toReversed().flatMap(({ reason, frames }): Stop[] => [
    ...fromSite(frames, site)
      // Node's own calls say nothing beside others.
      .filter(frame => !hasOthers || frame.owner !== 'node')
      .map(frame => ({ frame }))
      .reverse(),
    ...(reason === null ? [] : [{ reason }]),
  ])
}

function fromSite(frames: readonly Site[], site: Site | null): readonly Site[] {
  const start = site === null ? -1 : frames.findIndex(frame => isSameCall(frame, site))
  return start === -1 ? frames : frames.slice(start)
}

function isSameCall(one: Site, other: Site): boolean {
  return (
    one.file === other.file &&
    one.function === other.function &&
    one.line === other.line &&
    one.column === other.column
  )
}

function isSameStop(one: Stop | undefined, other: Stop | undefined): boolean {
  if (one === undefined || other === undefined) return false
  if ('frame' in one && 'frame' in other) return isSameCall(one.frame, other.frame)
  return 'reason' in one && 'reason' in other && one.reason === other.reason
}

// What ran twice came by one path both times: each side keeps its own line.
function sharedLength(one: readonly Stop[], other: readonly Stop[]): number {
  const limit = Math.min(one.length, other.length) - 1
  let length = 0
  while (length < limit && isSameStop(one[length], other[length])) length++
  return Math.max(0, length)
}

function forkIn(
  one: readonly Stop[],
  other: readonly Stop[],
  shared: number,
  fork: Fork,
): [number, number] | null {
  const isAt = (stop: Stop | undefined, { line, column }: Fork['first']) =>
    stop !== undefined &&
    'frame' in stop &&
    stop.frame.file === fork.file &&
    stop.frame.line === line &&
    stop.frame.column === column
  for (let index = shared; index >= 0; index--)
    if (isAt(one[index], fork.first) && isAt(other[index], fork.second)) return [index, index]
  const start = one.findIndex(stop => isAt(stop, fork.first))
  const otherStart = other.findIndex(stop => isAt(stop, fork.second))
  return start === -1 || otherStart === -1 ? null : [start, otherStart]
}

/** Stops before the fork that may belong to it: what it awaited before one of the attempts. */
const maxOwnStops = 6

/** Stops that must be alike for two paths to be taken as one. */
const minAlike = 8

// One function call made both attempts, so what led to it is the same. Of a deep stack one side may have less, so that they are
// compared from the fork outwards.
function alignedBefore(
  one: readonly Stop[],
  other: readonly Stop[],
  [end, otherEnd]: [number, number],
): [number, number] | null {
  for (let total = 0; total <= maxOwnStops; total++)
    for (let own = 0; own <= total; own++) {
      const [at, otherAt] = [end - own, otherEnd - total + own]
      const length = Math.min(minAlike, at, otherAt)
      const isAlike = Array.from({ length }, (_, index) => index + 1).every(back =>
        isSameStop(one[at - back], other[otherAt - back]),
      )
      if (length > 0 && isAlike) return [at, otherAt]
    }
  return null
}

function longer(one: readonly Stop[], other: readonly Stop[]): readonly Stop[] {
  return one.length >= other.length ? one : other
}

function stepsOf(stops: readonly Stop[], site: Site | null, direction: Direction): Step[] {
  const steps: Step[] = []
  let folded: Site[] = []
  const flushFolded = () => {
    if (folded.length > 0) steps.push({ kind: 'folded', text: foldedText(folded) })
    folded = []
  }
  for (const stop of stops) {
    if ('reason' in stop) {
      flushFolded()
      steps.push({ kind: 'hop', reason: stop.reason })
    } else if (stop.frame.owner !== 'app' && !isOfSite(stop.frame, site)) folded.push(stop.frame)
    else {
      flushFolded()
      const { frame } = stop
      const call: Step = { kind: 'call', frame, isSite: site !== null && isSameCall(frame, site) }
      const inside: Step[] =
        frame.omitted === undefined
          ? []
          : [{ kind: 'folded', text: `… ${counted(frame.omitted, 'more call')}` }]
      steps.push(...(direction === 'from the request' ? [call, ...inside] : [...inside, call]))
    }
  }
  flushFolded()
  return steps
}

// Where the application has no line, the lines of the package that responded stand for it.
function isOfSite(frame: Site, site: Site | null): boolean {
  return site?.owner === 'package' && frame.package === site.package
}

function foldedText(frames: readonly Site[]): string {
  const count = frames.reduce((sum, { omitted = 0 }) => sum + 1 + omitted, 0)
  const names = [...new Set(frames.map(frame => frame.package ?? 'node'))]
  const shown = names.length > 2 ? [...names.slice(0, 2), `${names.length - 2} more`] : names
  const list = shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
  return `${counted(count, 'frame')} in ${list}`
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}

/** Steps of a path that may repeat as a whole. */
const maxRoundLength = 8

// What polls, retries or calls itself goes through the same steps again and again.
function withoutRepeats(steps: readonly Step[]): Step[] {
  const shown: Step[] = []
  const texts = steps.map(step => JSON.stringify(step))
  for (let at = 0; at < steps.length; ) {
    const { length, times } = roundAt(texts, at)
    shown.push(...steps.slice(at, at + length))
    if (times > 1) shown.push({ kind: 'folded', text: `the same ${times - 1} more times` })
    at += length * times
  }
  return shown
}

function roundAt(texts: readonly string[], at: number): { length: number; times: number } {
  for (let length = 1; length <= maxRoundLength; length++) {
    let times = 1
    const isAgain = (from: number) =>
      from + length <= texts.length &&
      texts.slice(at, at + length).every((text, index) => text === texts[from + index])
    while (isAgain(at + length * times)) times++
    if (times > 2) return { length, times }
  }
  return { length: 1, times: 1 }
}
