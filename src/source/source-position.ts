import type { CallSite } from './call-site'
import type { Source } from './sources'

/** A position in the file that the author wrote. */
export interface SourcePosition {
  /** Relative to the working directory when inside it. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** The same file as a path to read it by. */
  readonly path: string
  /** What it says. */
  readonly source: Source
  /** Whether a source map led here. */
  readonly isMapped: boolean
  /** Where V8 ran it. */
  readonly call: CallSite
}
