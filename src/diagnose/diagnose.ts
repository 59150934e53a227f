import type { LocatedConflict } from '../locate/locate'
import type { Diagnosis } from './diagnosis'

/** Tells the cause of a conflict. None is recognised yet. */
export function diagnose(_conflict: LocatedConflict): Diagnosis {
  return {
    cause: 'undetermined',
    evidence: [],
    advice: 'Let only one of the two lines run for a request.',
  }
}
