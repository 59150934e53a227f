import type { Conflict, Site } from '../../report/conflict'
import { fingerprintAhead } from '../../report/fingerprint'
import { splitLines } from '../../report/pretty/source-lines'
import { functionNameIn } from '../../source/function-name'
import type { SourceFile } from '../../source/syntax-tree'
import { causeOf } from './cause-of-finding'
import type { Effect } from './effect'
import type { DoubleSend } from './finding'

/** A conflict that has not happened yet, in the form that everybody outside gets. One JSON line of this is its machine form. */
export interface Finding {
  schema: 'headers-trace/check-1'
  /** The same as the report's will be, where that is of the same two calls. */
  fingerprint: string
  first: { via: string; site: Site }
  second: { via: string; site: Site }
  cause: Conflict['cause']
  /** The steps from the first to the second. */
  path: { line: number; text: string }[]
  message: string
  fix: Conflict['fix']
}

/**
 * Describes what was found in a file.
 *
 * @param file its name as people are shown it.
 * @param path a path to it.
 */
export function describe(double: DoubleSend, source: SourceFile, file: string, path = file): Finding {
  const { first, head, second, steps } = double
  const cause = causeOf(double)
  const kind = isBody(second) ? 'body' : 'headers'
  // A report names the line that sent the head, and for a body the one that ended the response.
  const committed = sideOf(kind === 'body' ? first : head, source, file)
  const sides = { first: sideOf(first, source, file), second: sideOf(second, source, file) }
  const places = [committed.site, sides.second.site].map(site => ({ ...site, path }))
  return {
    schema: 'headers-trace/check-1',
    fingerprint: fingerprintAhead(kind, places, splitLines(source.text)),
    ...sides,
    cause,
    path: steps.map(({ offset, text }) => ({ line: source.positionOf(offset).line, text })),
    message: messageOf(double, sides.first.site, sides.second.site),
    fix: { text: adviceOf(double, cause, sides.first.site), edits: [] },
  }
}

// Before a body a framework sets headers, and Node refuses those. Express's `sendFile` checks `headersSent` instead, and drops the body.
function isBody({ via }: Effect): boolean {
  return /^[\w.]*\.(?:end|write|sendFile|sendfile|download)$/.test(via)
}

function sideOf({ via, offset }: Effect, source: SourceFile, file: string) {
  const name = nameAround(source, offset)
  return { via, site: { file, ...source.positionOf(offset), function: name, owner: 'app' as const } }
}

function messageOf({ first, second }: DoubleSend, one: Site, other: Site): string {
  const where =
    one.line === other.line && one.column === other.column ? 'again' : `(${other.file}:${other.line})`
  if (second.call === null)
    return `One call of ${one.function} can return a value (${other.file}:${other.line}), which Fastify sends, after ${first.via} (${one.file}:${one.line}).`
  return `One call of ${one.function} can reach ${second.via} ${where} after ${first.via} (${one.file}:${one.line}).`
}

function adviceOf({ first, second }: DoubleSend, cause: Conflict['cause'], { file, line }: Site): string {
  const at = `(${file}:${line})`
  switch (cause) {
    case 'next-twice':
      return `Call ${first.via}() once: return after it ${at}.`
    case 'next-after-response':
      return first.kind === 'next'
        ? `Either respond or call ${first.via}(): return after it ${at}.`
        : `Either respond or call ${second.via}(): return after the response ${at}.`
    case 'two-responders':
      return `Return right after the response ${at}: what an async handler returns is sent.`
    case 'late-header':
      return `Set it before the response ${at}.`
    case 'chained-send':
      return `${first.via}() sends already: set the status with ${first.via.replace(/\.\w+$/, '')}.status() and send once.`
    case 'error-after-response':
      return `Respond last in the try, or respond to the error only where the response's headersSent is false.`
    case 'switch-fallthrough':
      return `End the case with break or return ${at}.`
    case 'loop':
      return `Leave the loop after the response ${at}, or respond after the loop.`
    case 'parallel-paths':
      return `Let only one of the two respond: what was started goes on after the response ${at}.`
    case 'headers-flushed-early':
      return `${first.via} sends the head: set status and headers instead ${at}.`
    default:
      return `Return after the response ${at}.`
  }
}

function nameAround(source: SourceFile, offset: number): string {
  return functionNameIn(source.nodesAround(offset)) ?? '<anonymous>'
}
