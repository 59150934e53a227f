import type { Cause } from '../diagnosis'
import { told } from '../scene'

/** Body was written or ended after the end, and nothing better is known. */
export const writeAfterEnd: Cause = {
  code: 'write-after-end',
  recognise({ conflict }) {
    if (conflict.raw.kind !== 'body') return null
    return {
      evidence: [`${conflict.second.operation}() came after the end`],
      story: `was ended by ${told(conflict.first)}, and ${told(conflict.second)} wrote to it later`,
      advice: 'End the response when the last of its body has been written.',
    }
  },
}
