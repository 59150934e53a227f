import type { Frame } from '../../locate/frame'
import type { Cause } from '../diagnosis'
import { at, told } from '../scene'
import { functionsAround, isCall, type Spot } from '../syntax/spot'
import { once } from './callback-twice'

/** The second attempt ran while another request was being handled (a leaked listener, a shared variable). */
export const staleResponse: Cause = {
  code: 'stale-response',
  recognise({ conflict, first, second }) {
    const { raw } = conflict
    const { site } = conflict.second
    const { hop } = raw.second
    if (site === null || raw.trace === undefined || hop?.isOf(raw.trace) === true) return null
    const isOther = hop?.isAlive === true
    const frames = conflict.second.path[0]?.frames ?? []
    const outer = frames.slice(frames.indexOf(site) + 1)
    const isEmitted = outer[0]?.path === 'node:events'
    const isDirect = isCalledByServing(outer) || isEmitted
    if (!(isOther && isDirect) && !(isEmitted && !isOther)) return null
    if (!isEmitted && isQueued(outer) && isHandedOver(first, second)) return null
    return {
      evidence: [
        isOther ? 'it ran in the course of another request' : 'it ran outside of its own request',
        ...(isEmitted ? ['an event called it'] : []),
      ],
      story: `had been answered by ${told(conflict.first)} when ${told(conflict.second)} ran again, ${isOther ? 'in the course of another request' : 'for an event that was not its own'}`,
      advice: `Let go of the response when it is answered: remove the listener that is at ${at(site)}, or keep responses in no variable that outlives them.`,
      edits: second === null ? [] : onceOnly(second),
    }
  },
}

// A queue's or a pool's own calls would say that it works for this request, too. What serves the other request does not:
// it is what called the outermost function of the application.
function isCalledByServing(outer: readonly Frame[]): boolean {
  const serving = outer.slice(outer.findLastIndex(frame => frame.owner === 'app') + 1)
  const names = new Set(serving.map(packageOf))
  return outer.every(frame => frame.owner !== 'package' || names.has(packageOf(frame)))
}

// A package called the application in a run that it began later, after a timer of its own.
function isQueued(outer: readonly Frame[]): boolean {
  const isServer = outer.some(frame => frame.path.startsWith('node:_http_'))
  return !isServer && outer.some(frame => frame.owner === 'package')
}

// What was written inside of the function that answered first is that request's own, whoever calls it.
function isHandedOver(first: Spot | null, second: Spot | null): boolean {
  if (first === null || second === null) return false
  const [own, ...outer] = functionsAround(second)
  const handler = functionsAround(first)[0]
  return own !== undefined && handler !== undefined && outer.includes(handler)
}

function packageOf(frame: Frame): string | null {
  return frame.owner === 'package' ? frame.package : null
}

function onceOnly(answer: Spot) {
  const [listener] = functionsAround(answer)
  const call = answer.around[answer.around.indexOf(listener as never) - 1]
  if (call === undefined || !isCall(call)) return []
  return once({ ...answer, call }, answer)
}
