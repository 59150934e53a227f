import type { Frame } from '../locate/frame'
import type { LocatedSide } from '../locate/locate'

/** A position in the file that the author wrote. Lines and columns count from 1. */
export interface Position {
  line: number
  column: number
}

/** A call in the source. */
export interface Site extends Position {
  /** Relative to the process's working directory when inside it, else absolute. */
  file: string
  function: string
  owner: 'app' | 'package' | 'node'
  /** `express@5.3.0`, where the owner is a package. */
  package?: string
  /** Set where line and column are those of code that was made from the file, and no source map leads back to it. */
  generated?: true
  /** How many calls are left out just inside of this one, up to the next further in. */
  omitted?: number
}

/** A segment of the path to an attempt: the calls of one tick. */
export interface PathSegment {
  /** What handed the work on to the next segment; `null` for the segment that made the attempt. */
  reason: string | null
  /** Innermost first. */
  frames: Site[]
}

/** The whole path to an attempt; `null` where it was not recorded. */
export function pathOf({ path }: LocatedSide): PathSegment[] | null {
  return path.length === 0 ? null : path.map(({ reason, frames }) => ({ reason, frames: frames.map(siteOf) }))
}

/** A frame as everybody outside gets it. */
export function siteOf(frame: Frame): Site {
  const { file, line, column, owner } = frame
  return {
    file,
    line,
    column,
    function: frame.function,
    owner,
    ...(owner === 'package' && { package: frame.package }),
    ...(frame.isGenerated && { generated: true }),
  }
}
