import type { Conflict, Site } from '../report/conflict'

/** A bug as code scanning and code quality show it: reported, or found in the source. */
export interface FoundBug {
  readonly fingerprint: string
  readonly occurrences: number
  readonly shown: Pick<Conflict, 'cause' | 'message' | 'fix'> & {
    readonly first: { readonly site: Site | null }
    readonly second: { readonly site: Site | null }
  }
}
