import type { PathSegment, Position, Site } from './recorded-path'

/** Calls of one path that a report has, once there are more: the nearest to the attempt, and the outermost. */
const maxFrames = { near: 12, far: 6 }

/** Calls up to which the outermost part may be longer, to begin with one of the application. */
const slack = 8

type Place = Position & { readonly file: string }

/**
 * The path as reports carry it, so that they stay small however many layers an application has. Of consecutive calls in one
 * package, or in Node, the outermost stays; of a path that is still long, the nearest twelve calls and the outermost six.
 * What is left out is counted in `omitted` of the next call further out. The site and the fork always stay, where they are nearest to the
 * attempt.
 */
export function foldPath(path: readonly PathSegment[], kept: readonly Place[]): PathSegment[] {
  const mustStay = (frame: Site) => kept.some(place => isAt(frame, place))
  return withoutMiddle(
    path.map(({ reason, frames }) => ({ reason, frames: withoutRuns(frames, mustStay) })),
    kept,
  )
}

function withoutRuns(frames: readonly Site[], mustStay: (frame: Site) => boolean): Site[] {
  const folded: Site[] = []
  for (const frame of frames) {
    const last = folded.at(-1)
    const isRun =
      last !== undefined &&
      last.owner !== 'app' &&
      last.owner === frame.owner &&
      last.package === frame.package
    if (!isRun || mustStay(last)) folded.push(frame)
    // The outermost one is what was called from outside.
    else folded[folded.length - 1] = { ...frame, omitted: (last.omitted ?? 0) + 1 }
  }
  return folded
}

function withoutMiddle(path: readonly PathSegment[], kept: readonly Place[]): PathSegment[] {
  const all = path.flatMap(({ frames }) => frames)
  // A line may be on a path many times, where layers of an application share it.
  const staying = new Set(kept.map(place => all.find(frame => isAt(frame, place))))
  const start = farStart(all)
  let [index, omitted] = [0, 0]
  const shortened = path.map(({ reason, frames }) => {
    const stay: Site[] = []
    for (const frame of frames) {
      const isMiddle = index >= maxFrames.near && index < start && !staying.has(frame)
      index++
      omitted += isMiddle ? 1 + (frame.omitted ?? 0) : 0
      if (isMiddle) continue
      stay.push(omitted === 0 ? frame : { ...frame, omitted: omitted + (frame.omitted ?? 0) })
      omitted = 0
    }
    return { reason, frames: stay, isEmpty: frames.length > 0 && stay.length === 0 }
  })
  return shortened.filter(({ isEmpty }) => !isEmpty).map(({ reason, frames }) => ({ reason, frames }))
}

// The outermost part begins with a call of the application, which says what was left out before it.
function farStart(frames: readonly Site[]): number {
  const start = frames.length - maxFrames.far
  for (let index = start; index > Math.max(maxFrames.near, start - slack); index--)
    if (frames[index]?.owner === 'app') return index
  return start
}

function isAt(frame: Site, { file, line, column }: Place): boolean {
  return frame.file === file && frame.line === line && frame.column === column
}
