import type { Edit } from './edit'

/** Edits that are likely to be right and not certain: they have to be tried before they are applied. */
export interface Candidate {
  /** What they do, in one sentence. */
  readonly text: string
  readonly edits: readonly Edit[]
}
