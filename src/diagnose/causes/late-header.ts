import { appSiteOf } from '../../locate/site'
import type { Cause } from '../cause'
import { awaitStart } from '../edits/await-start'
import { likelyMove } from '../edits/likely-move'
import { moveHeader } from '../edits/move-header'
import type { Evidence } from '../evidence'
import { describe, formatPosition } from '../sentence'
import type { Action } from '../shape/action'

// What comes after `next()` is in order: it must not be reached once there is a response.
const withoutNext: readonly Action[] = [
  'responds',
  'calls a helper',
  'calls back',
  'starts work',
  'starts an interval',
  'is not known',
]

/** No second response: a header, a cookie or the status was changed after the response. */
export const lateHeader: Cause<'any' | 'furtherDown'> = {
  code: 'late-header',
  shapes: {
    any: { attempt: 'a header', second: withoutNext },
    furtherDown: { attempt: 'a header', relation: 'further down' },
  },
  explain(evidence) {
    const { conflict } = evidence
    const [first, second] = [appSiteOf(conflict.first), appSiteOf(conflict.second)]
    const what = conflict.second.operation === 'statusCode' ? 'the status' : 'a header'
    const late = second === null ? 'it' : formatPosition(second)
    return {
      evidence: [`${conflict.second.via} changes ${what} and sends nothing`, 'nothing is sent after it'],
      summary: `had its response from ${describe(conflict.first)} when ${describe(conflict.second)} changed ${what}`,
      suggestion: `Set ${what === 'a header' ? 'headers' : what} before the response: put ${late} before ${first === null ? 'it' : formatPosition(first)}.`,
      // What runs for another request may run again for the next: to move a line would not be all.
      edits: isOfAnother(evidence)
        ? []
        : first === null
          ? awaitStart(conflict.second, false)
          : moveHeader(evidence),
      candidates: isOfAnother(evidence) ? [] : likelyMove(evidence),
    }
  },
}

function isOfAnother({ conflict: { raw } }: Evidence): boolean {
  return raw.trace !== undefined && raw.second.hop?.isOf(raw.trace) === false
}
