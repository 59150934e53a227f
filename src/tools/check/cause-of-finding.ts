import type { Conflict } from '../../report/conflict'
import { contains } from '../../source/syntax-tree'
import type { Effect } from './effect'
import type { DoubleSend } from './finding'

/** The cause of what was found. */
export function causeOf({ first, second, steps }: DoubleSend): Conflict['cause'] {
  const has = (text: RegExp) => steps.some(step => text.test(step.text))
  if (first.kind === 'next' && second.kind === 'next') return 'next-twice'
  if (first.kind === 'next' || second.kind === 'next')
    return has(/throws$/) ? 'error-after-response' : 'next-after-response'
  if (second.call === null) return 'two-responders'
  if (second.kind === 'header') return 'late-header'
  if (second.call !== first.call && isChained(first, second)) return 'chained-send'
  if (has(/throws$/)) return 'error-after-response'
  if (has(/falls through/)) return 'switch-fallthrough'
  if (has(/^the next/)) return 'loop'
  if (has(/^what it has started/)) return 'parallel-paths'
  if (first.kind === 'part') return 'headers-flushed-early'
  return second.via.endsWith('.write') ? 'write-after-end' : 'missing-return'
}

function isChained(first: Effect, second: Effect): boolean {
  return second.call !== null && contains(second.call.callee, first.offset)
}
