import { appSiteOf } from '../../locate/site'
import {
  functionsAround,
  isCall,
  parentIn,
  type SyntaxPosition,
  startOfName,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { Cause } from '../cause'
import { listenOnce } from '../edits/listen-once'
import { isSamePosition } from '../fork/frame-comparison'
import { listenerOnBoth } from '../fork/left-listener'
import { describe, formatPosition } from '../sentence'

/** The second attempt ran while another request was being handled (a leaked listener, a shared variable). */
export const staleResponse: Cause<'any'> = {
  code: 'stale-response',
  shapes: { any: { context: ['another request', 'an event of its own', 'a shared variable'] } },
  explain({ conflict, first, second, shape }) {
    const [site, late] = [appSiteOf(conflict.first), appSiteOf(conflict.second)]
    if (shape.context === 'a shared variable')
      return {
        evidence: [
          'the first response came in the course of another request',
          `the response is in a variable that requests share${site === null ? '' : ` (${formatPosition(site)})`}`,
        ],
        summary: `got its response in the course of another request from ${describe(conflict.first)}, and in its own from ${describe(conflict.second)}`,
        suggestion:
          'Keep each response with its own request (a parameter, a closure), or let go of it when it is sent.',
      }
    const isOther = shape.context === 'another request'
    const listener = listenerOnBoth(conflict) ?? late
    const listening = listener === null ? null : syntaxPositionOf(listener)
    const registered = listening === null ? null : registrationOf(listening)
    const isSameLine = isSamePosition(conflict.first.site, conflict.second.site)
    return {
      evidence: [isOther ? 'it ran in the course of another request' : 'it ran outside of its own request'],
      summary: `had its response from ${describe(conflict.first)} when ${describe(conflict.second)} ran${isSameLine ? ' again,' : ''} ${isOther ? 'in the course of another request' : 'for an event that was not its own'}`,
      suggestion:
        registered !== null && listener !== null
          ? `Remove the listener that is added at ${formatPosition({ ...listener, line: registered })} when its request has its response (\`off\`, or \`once\`): it stays, and runs for every request that comes after.`
          : 'Let go of the response when it is sent: keep responses in no variable that outlives them.',
      edits: first === null || second === null ? [] : onceOnly(second),
      candidates:
        listening === null || listener === null || registered === null
          ? []
          : [
              {
                text: `Let the listener that is added at ${formatPosition({ ...listener, line: registered })} run once.`,
                edits: onceOnly(listening),
              },
            ],
    }
  },
}

function listenerAround(response: SyntaxPosition) {
  const [listener] = functionsAround(response)
  const call = parentIn(response, listener)
  return call !== undefined && isCall(call) ? call : null
}

/** The line at which the function around a position is added as a listener; `null` where it is written elsewhere. */
function registrationOf(response: SyntaxPosition): number | null {
  const call = listenerAround(response)
  return call === null ? null : response.source.positionOf(startOfName(call) ?? 0).line
}

function onceOnly(response: SyntaxPosition) {
  const call = listenerAround(response)
  return call === null ? [] : listenOnce({ ...response, call }, response)
}
