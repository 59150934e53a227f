import type { LocatedConflict } from '../locate/locate'
import { isLeftUnparsed } from '../source/source-text'
import { causes } from './causes'
import type { Diagnosis, Finding } from './diagnosis'
import { describe, evidenceOf } from './evidence'

/** Tells why a response was answered twice, by the first cause whose evidence is there. */
export function diagnose(conflict: LocatedConflict): Diagnosis {
  const evidence = evidenceOf(conflict)
  const { fork, hidden } = evidence
  for (const { code, recognise } of causes) {
    const finding = recognise(evidence)
    if (finding === null) continue
    return {
      ...finding,
      evidence: [...finding.evidence, ...leftOut(conflict)],
      cause: code,
      fork: fork === null ? null : { function: fork.first.function, first: fork.first, second: fork.second },
      hidden: code === 'error-after-response' ? hidden : null,
    }
  }
  return {
    ...undetermined(conflict),
    cause: 'undetermined',
    fork: fork === null ? null : { function: fork.first.function, first: fork.first, second: fork.second },
    hidden: null,
  }
}

// What could not be looked at, so that nobody takes its silence for a fact.
function leftOut({ first, second }: Pick<LocatedConflict, 'raw' | 'first' | 'second'>): string[] {
  const sites = [first.site, second.site].filter(site => site !== null)
  const files = sites.filter(isLeftUnparsed).map(site => site.file)
  return [...new Set(files)].map(file => `${file} is too long for its syntax to be looked at`)
}

function undetermined({ raw, first, second }: LocatedConflict): Finding {
  return {
    evidence: leftOut({ raw, first, second }),
    summary: `was ${raw.kind === 'body' ? 'ended' : 'answered'} by ${describe(first)}, and again by ${describe(second)}`,
    suggestion: 'Let only one of the two lines run for a request.',
  }
}
