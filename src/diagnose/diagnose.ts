import type { LocatedConflict } from '../locate/locate'
import { causes } from './causes'
import type { Diagnosis, Finding } from './diagnosis'
import { sceneOf, told } from './scene'

/** Tells why a response was answered twice, by the first cause whose evidence is there. */
export function diagnose(conflict: LocatedConflict): Diagnosis {
  const scene = sceneOf(conflict)
  const { fork, hidden } = scene
  for (const { code, recognise } of causes) {
    const finding = recognise(scene)
    if (finding === null) continue
    return {
      ...finding,
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

function undetermined({ raw, first, second }: LocatedConflict): Finding {
  return {
    evidence: [],
    story: `was ${raw.kind === 'body' ? 'ended' : 'answered'} by ${told(first)}, and again by ${told(second)}`,
    advice: 'Let only one of the two lines run for a request.',
  }
}
