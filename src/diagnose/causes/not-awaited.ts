import type { LocatedSide } from '../../locate/locate'
import { syntaxPositionOf } from '../../source/syntax-position'
import type { Cause } from '../cause'
import type { Finding } from '../diagnosis'
import { awaitStart, isAllAwaited } from '../edits/await-start'
import type { Edit } from '../edits/edit'
import { returnReply } from '../edits/return-reply'
import type { Evidence } from '../evidence'
import { startOf as startOfHandler } from '../fork/handler-end'
import { lineageOf } from '../fork/lineage'
import { responderOf } from '../sender'
import { describe, formatPosition } from '../sentence'
import { isHeaderOnly } from '../shape/attempt-kind'
import { isOnePosition } from '../shape/side'
import { isJoined } from '../syntax/joined'

/** The framework responded because the handler said "done" too early; the application's response came late. */
export const notAwaited: Cause<'any' | 'goneOn'> = {
  code: 'not-awaited',
  shapes: {
    any: { first: 'is a package', second: 'starts work' },
    goneOn: { second: 'is gone on to early' },
  },
  explain(evidence) {
    const { first, second } = evidence.conflict
    if (evidence.shape.second === 'is gone on to early') return goneOn(evidence)
    const framework = responderOf(first) ?? 'the framework'
    const why = first.path.some(segment => segment.reason?.startsWith('promise'))
      ? 'the handler’s promise had settled'
      : 'the handler had returned'
    if (isAllAwaited(second))
      return {
        evidence: [`${framework} responded by itself`, 'the handler awaits what led to its own response'],
        summary: `got its response from ${framework}, which did not wait for the handler; ${describe(second)} came too late`,
        suggestion: `The handler awaits its work, but ${callerOf(second) ?? framework} did not wait for the promise that the handler returned: see what it takes in the place of a promise, a callback perhaps.`,
      }
    const edits = awaitStart(second, !isSureToFix(evidence))
    return {
      evidence: [
        `${framework} responded by itself`,
        `${second.via} of the application came asynchronously, and later`,
      ],
      summary: `got its response from ${framework} because ${why}; ${describe(second)} came too late`,
      suggestion: isCalledBack(second)
        ? `${framework} does not wait for the callback around ${formatSite(second)}: return ${wordForLater(framework)}a promise that is fulfilled when it has run.`
        : `Await (or return) what ${startOf(evidence, edits)}, so that its function is not done before its work is.`,
      edits,
    }
  },
}

// The line that started the work, where the paths part there, or where the edit is.
function startOf({ sides, conflict }: Evidence, [edit]: readonly Edit[]): string {
  if (edit !== undefined) return `is started at ${edit.file}:${edit.start.line}`
  const isKnown = sides !== null && !isOnePosition(sides) && sides.second.frame.owner === 'app'
  if (isKnown) return `is started at ${formatPosition(sides.second.frame)}`
  const steps = lineageOf(conflict.second)
  const left = steps
    .slice(Math.max(0, startOfHandler(steps)))
    .find(({ frame }) => frame.owner === 'app' && !isJoined(syntaxPositionOf(frame)))
  return left === undefined ? 'the handler starts' : `is started at ${formatPosition(left.frame)}`
}

// What handed the late work on last, behind the handler, was no promise that somebody could have waited for.
function isCalledBack(side: LocatedSide): boolean {
  const last = lineageOf(side).findLast(({ entry }) => entry !== null && entry.reason !== 'await')
  return (
    last?.entry?.reason != null && !last.entry.reason.startsWith('promise') && last.frame.owner !== 'package'
  )
}

function formatSite({ site }: LocatedSide): string {
  return site === null ? 'the response' : formatPosition(site)
}

// https://fastify.dev/docs/latest/Reference/Routes/#async-await
function wordForLater(framework: string): string {
  return framework.startsWith('fastify@') ? '`reply`, or ' : ''
}

// The package that called the handler.
function callerOf({ path }: LocatedSide): string | null {
  const frames = path.flatMap(segment => segment.frames)
  const caller = frames[frames.findLastIndex(frame => frame.owner === 'app') + 1]
  return caller?.owner === 'package' ? caller.package : null
}

// The framework took the end of the function for the end of its work, and went on to the next.
function goneOn(evidence: Evidence): Finding {
  const { first, second } = evidence.conflict
  const at = first.site === null ? 'the first handler' : formatPosition(first.site)
  return {
    evidence: [
      `what was begun at ${at} had not responded when its function was done`,
      'the framework went on to the next handler',
    ],
    summary: `was to get its response from ${describe(first)}, which responds later; the framework went on when that function was done, and ${describe(second)} responded too`,
    suggestion: `Return (or await) what responds at ${at}, so that the framework knows that there is a response.`,
    edits: returnReply(evidence),
  }
}

// A 404 says that there was no response yet, and a header joins the framework's own. Another whole response would replace it.
function isSureToFix({ conflict, second }: Evidence): boolean {
  return conflict.raw.status === 404 || (second !== null && isHeaderOnly(second))
}
