import type { Conflict, Site } from '../report/conflict'

/** What code scanning and code quality are shown of a bug: one that was reported, or one that was found in the source. */
export interface FoundBug {
  readonly fingerprint: string
  readonly occurrences: number
  readonly shown: Pick<Conflict, 'cause' | 'message' | 'fix'> & {
    readonly first: { readonly site: Site | null }
    readonly second: { readonly site: Site | null }
  }
}
