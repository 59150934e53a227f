import type { Cause } from '../diagnosis'
import { describe } from '../evidence'

/** Body was written or ended after the end, and nothing better is known. */
export const writeAfterEnd: Cause = {
  code: 'write-after-end',
  recognise({ conflict }) {
    if (conflict.raw.kind !== 'body') return null
    return {
      evidence: [`${conflict.second.operation}() came after the end`],
      summary: `was ended by ${describe(conflict.first)}, and ${describe(conflict.second)} wrote to it later`,
      suggestion: 'End the response when the last of its body has been written.',
    }
  },
}
