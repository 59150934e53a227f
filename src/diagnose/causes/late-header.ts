import type { LocatedConflict } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import { functionsAround, isCall, nameOfCall, type SyntaxPosition } from '../../source/syntax-position'
import type { Cause } from '../cause'
import { awaitStart } from '../edits/await-start'
import { firstOf } from '../edits/edit'
import { likelyMove } from '../edits/likely-move'
import { moveHeader } from '../edits/move-header'
import { returnReply } from '../edits/return-reply'
import type { Evidence } from '../evidence'
import { describe, formatPosition } from '../sentence'
import type { Action } from '../shape/action'
import { isInSourceOrder } from '../shape/side'

// What comes after `next()` is in order: it must not be reached once there is a response.
const withoutNext: readonly Action[] = [
  'responds',
  'calls a helper',
  'calls back',
  'starts work',
  'starts an interval',
  'is a package',
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
    const what = changedBy(conflict)
    return {
      evidence: [`${conflict.second.via} changes ${what} and sends nothing`, 'nothing is sent after it'],
      summary: `had its response from ${describe(conflict.first)} when ${describe(conflict.second)} changed ${what}`,
      suggestion: suggestionFor(evidence),
      // What runs for another request may run again for the next: to move a line would not be all.
      edits: isOfAnother(evidence)
        ? []
        : appSiteOf(conflict.first) === null
          ? awaitStart(conflict.second, false)
          : firstOf(
              () => returnReply(evidence),
              () => moveHeader(evidence),
            ),
      candidates: isOfAnother(evidence) ? [] : likelyMove(evidence),
    }
  },
}

function changedBy({ second }: LocatedConflict): 'a header' | 'the status' {
  return second.operation === 'statusCode' ? 'the status' : 'a header'
}

function suggestionFor({ conflict, fork, sides, second }: Evidence): string {
  const what = changedBy(conflict) === 'a header' ? 'headers' : 'the status'
  const { site } = conflict.second
  const late = site === null ? 'it' : formatPosition(site)
  if (site?.owner === 'package')
    return `${site.package} sets a header at ${late} after the response: send the response after that, or have the header set before it.`
  const event = eventOf(second)
  if (event !== null)
    return `A listener for ${event} runs when the response has been sent: set ${what} before that (for what is known only then, the package on-headers calls back right before the headers go out).`
  const isInOrder =
    fork?.first.owner === 'app' &&
    sides !== null &&
    isInSourceOrder(sides) &&
    sides.first.frame.line !== sides.second.frame.line
  return isInOrder
    ? `Set ${what} before the response: put ${formatPosition(sides.second.frame)} before ${formatPosition(sides.first.frame)}.`
    : `Set ${what} before the response: ${late} is reached when it has been sent.`
}

function isOfAnother({ conflict: { raw } }: Evidence): boolean {
  return raw.trace !== undefined && raw.second.hop?.isOf(raw.trace) === false
}

// `res.on('finish', () => …)`: what Node emits when a response has been sent, or its connection closed.
function eventOf(second: SyntaxPosition | null): string | null {
  const fn = second === null ? undefined : functionsAround(second)[0]
  const call = fn === undefined ? undefined : second?.around[second.around.indexOf(fn) - 1]
  if (!isCall(call) || !/^(on|once|addListener)$/.test(nameOfCall(call) ?? '')) return null
  const [event] = call.arguments
  return event?.type === 'StringLiteral' && /^(finish|close|prefinish)$/.test(event.value)
    ? event.value
    : null
}
