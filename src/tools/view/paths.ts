import type { Conflict, PathSegment, Side, Site } from '../../report/conflict'

/** A step on the path to an attempt. */
export type Step =
  | { readonly kind: 'call'; readonly function: string; readonly place: string; readonly isSite: boolean }
  /** The work was handed on, and ran later: `setTimeout`, `await`. */
  | { readonly kind: 'later'; readonly reason: string }
  /** Calls of packages and of Node, which are counted in a line. */
  | { readonly kind: 'folded'; readonly text: string }

/** Both paths from the request, outermost first: what they have in common, and each from where they part. */
export interface Paths {
  readonly trunk: readonly Step[]
  readonly first: readonly Step[]
  readonly second: readonly Step[]
  /** The function in which the paths part; `null` where there is none, or it is not known. */
  readonly fork: string | null
}

/** A call or an asynchronous hop, before calls are folded. */
type Stop = { readonly frame: Site } | { readonly reason: string }

/** Lays the paths of a conflict's sides beside each other. */
export function pathsOf({ first, second, fork }: Conflict): Paths {
  const [one, other] = [stopsOf(first), stopsOf(second)]
  const shared = sharedLength(one, other)
  const at = fork === null ? null : forkIn(one, other, shared, fork)
  const [end, otherEnd] = at ?? [shared, shared]
  const trunk = stepsOf(one.slice(0, Math.min(end, otherEnd, shared)), null)
  return {
    trunk: withoutRepeats(trunk),
    first: withoutRepeats(stepsOf(one.slice(end), first.site)),
    second: withoutRepeats(stepsOf(other.slice(otherEnd), second.site)),
    fork: fork?.function ?? null,
  }
}

// What the application called is in the label already; its inner calls would only make the path longer.
function stopsOf({ path, site }: Side): Stop[] {
  const parts = (path ?? []).map(part => ({ ...part, frames: fromSite(part, site) }))
  return parts
    .reverse()
    .flatMap((part): Stop[] => [
      ...part.frames.toReversed().map(frame => ({ frame })),
      ...(part.reason === null ? [] : [{ reason: part.reason }]),
    ])
}

function fromSite({ frames }: PathSegment, site: Site | null): Site[] {
  const isSite = (frame: Site) => site !== null && isSame(frame, site)
  const start = frames.some(isSite)
    ? frames.findIndex(isSite)
    : frames.findIndex(frame => frame.owner !== 'node')
  return start === -1 ? frames : frames.slice(start)
}

function isSame(one: Site, other: Site): boolean {
  return isOneFunction(one, other) && one.line === other.line && one.column === other.column
}

function isOneFunction(one: Site, other: Site): boolean {
  return one.file === other.file && one.function === other.function
}

function isSameStop(one: Stop | undefined, other: Stop | undefined): boolean {
  if (one === undefined || other === undefined) return false
  if ('frame' in one && 'frame' in other) return isSame(one.frame, other.frame)
  return 'reason' in one && 'reason' in other && one.reason === other.reason
}

// What ran twice came by one path both times: each side keeps its own line.
function sharedLength(one: readonly Stop[], other: readonly Stop[]): number {
  const most = Math.min(one.length, other.length) - 1
  let length = 0
  while (length < most && isSameStop(one[length], other[length])) length++
  return Math.max(0, length)
}

function forkIn(
  one: readonly Stop[],
  other: readonly Stop[],
  shared: number,
  fork: NonNullable<Conflict['fork']>,
): [number, number] | null {
  const isAt = (stop: Stop | undefined, { line, column }: { line: number; column: number }) =>
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

function stepsOf(stops: readonly Stop[], site: Site | null): Step[] {
  const steps: Step[] = []
  let folded: Site[] = []
  const unfold = () => {
    const text = foldedText(folded)
    if (text !== null) steps.push({ kind: 'folded', text })
    folded = []
  }
  for (const stop of stops) {
    if ('reason' in stop) {
      unfold()
      steps.push({ kind: 'later', reason: stop.reason })
    } else if (stop.frame.owner !== 'app') folded.push(stop.frame)
    else {
      unfold()
      steps.push(callOf(stop.frame, site))
    }
  }
  unfold()
  return steps
}

function callOf(frame: Site, site: Site | null): Step {
  return {
    kind: 'call',
    function: frame.function,
    place: positionText(frame),
    isSite: site !== null && isSame(frame, site),
  }
}

/** A position as people read it: `src/company.js:14:23`. */
export function positionText({ file, line, column }: Site): string {
  return `${file}:${line}:${column}`
}

// Node's own calls say nothing: every path begins with some.
function foldedText(frames: readonly Site[]): string | null {
  const packages = frames.flatMap(frame => (frame.package === undefined ? [] : [frame.package]))
  if (packages.length === 0) return null
  const names = [...new Set(packages)]
  const shown = names.length > 2 ? [...names.slice(0, 2), `${names.length - 2} more`] : names
  return `${packages.length} ${packages.length === 1 ? 'frame' : 'frames'} in ${shown.join(', ')}`
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
