import type { Frame } from '../../locate/frame'
import { syntaxPositionOf } from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { formatPosition } from '../sentence'
import { isOverByFirst } from '../shape/side'
import { isJoined } from '../syntax/joined'
import { awaitStart } from './await-start'
import type { Candidate } from './candidate'

/**
 * The line that starts the work of the second attempt and neither awaits nor returns it, where the fork's function waits for what
 * that line is in. `null` where it is not so.
 */
export function leftAlone({ sides }: Evidence): Frame | null {
  if (sides === null || !isOverByFirst(sides)) return null
  const { path } = sides.second
  const started = path.findIndex(({ entry }) => entry !== null)
  const step = path.slice(0, Math.max(0, started)).findLast(({ frame }) => frame.owner === 'app')
  return step === undefined || isJoined(syntaxPositionOf(step.frame)) ? null : step.frame
}

/** Waits for that work where it was left alone. What the other side does then is not known. */
export function likelyWait(evidence: Evidence): Candidate[] {
  const left = leftAlone(evidence)
  return left === null
    ? []
    : [
        {
          text: `Wait for what is started at ${formatPosition(left)}.`,
          edits: awaitStart(evidence.conflict.second, false),
        },
      ]
}
