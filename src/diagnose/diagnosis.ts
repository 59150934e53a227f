import type { Frame } from '../locate/frame'
import type { Candidate } from './edits/candidate'
import type { Edit } from './edits/edit'

/** The codes of the causes. A code is never renamed or used again. */
export type CauseCode =
  | 'missing-return'
  | 'chained-send'
  | 'switch-fallthrough'
  | 'loop'
  | 'next-after-response'
  | 'next-twice'
  | 'callback-twice'
  | 'parallel-paths'
  | 'timeout-race'
  | 'error-after-response'
  | 'late-header'
  | 'headers-flushed-early'
  | 'two-responders'
  | 'not-awaited'
  | 'stale-response'
  | 'write-after-end'
  | 'outgoing-request'

/** What is said of a cause. */
export interface Finding {
  /** Short facts that spoke for the cause. */
  readonly evidence: readonly string[]
  /** What happened, as the end of a sentence that begins with the request: `got its response from …`. */
  readonly summary: string
  /** What to do, in one sentence. */
  readonly suggestion: string
  /** Changes that fix it as they stand; empty where none is sure to be right. */
  readonly edits?: readonly Edit[]
  /** Changes that are likely to, the likeliest first; looked for only where there are no edits. */
  readonly candidates?: readonly Candidate[]
}

/** The error that an error handler was responding for. */
export interface Hidden {
  readonly name: string
  readonly message: string
  readonly site: Frame | null
}

/** Why there were two attempts to respond, and what to do about it. */
export interface Diagnosis extends Finding {
  readonly cause: CauseCode | 'undetermined'
  readonly fork: { readonly function: string; readonly first: Frame; readonly second: Frame } | null
  readonly hidden: Hidden | null
}
