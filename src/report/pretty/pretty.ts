import type { Frame } from '../../locate/frame'
import type { LocatedConflict, LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import { linesOf, textOf } from '../../source/source-text'
import type { Conflict } from '../conflict'
import { subjectOf } from '../message'
import { escapeUnsafe, formatSite } from '../printable'
import { codeFrame, type Mark } from './code-frame'
import { diffOf } from './diff'
import { diffFrame } from './diff-frame'
import type { Paint } from './paint'
import { paths } from './paths'
import { wrap } from './terminal-text'

/** How a terminal is written to. */
export interface Style {
  readonly columns: number
  readonly paint: Paint
}

/** Lines between two marks up to which one code frame shows both. */
const near = 8

/** The whole report of a conflict, for people: its title, both lines in their code, both paths. */
export function prettyOf(conflict: Conflict, located: LocatedConflict, { columns, paint }: Style): string {
  const first = { side: located.first, label: firstLabel(conflict, located.first), paint: paint.first }
  const second = { side: located.second, label: secondLabel(conflict, located.second), paint: paint.second }
  const blocks = [
    [`${paint.title('headers-trace')}  ${paint.strong(titleOf(conflict))}`],
    ...hidden(conflict, paint),
    ...code([first, second], columns, paint),
    why(conflict, located, columns, paint),
    paths(located.first, located.second, columns, paint),
    [paint.quiet(`  fingerprint ${conflict.fingerprint}`)],
  ]
  return `\n${blocks.map(block => block.join('\n')).join('\n\n')}\n\n`
}

/** One line for a conflict that was reported before. */
export function prettyAgain(conflict: Conflict, { paint }: Style): string {
  const times = `${conflict.occurrence} times so far (fingerprint ${conflict.fingerprint})`
  return `${paint.title('headers-trace')}  ${titleOf(conflict)}, ${times}\n`
}

function titleOf(conflict: Conflict): string {
  const { path, route } = conflict.request
  const pattern = route === null || route === path ? '' : ` (route ${route})`
  return `${subjectOf(conflict.request, pattern)} ${whatHappened(conflict)}`
}

/** What happened to the request, as its line continues: `responded twice`. */
export function whatHappened({ kind, cause, second }: Conflict): string {
  const lateHeader = 'had a header changed after the response'
  if (kind === 'request')
    return isBody(second.operation)
      ? 'was written to after its end'
      : 'had its headers changed after it was sent'
  if (isBody(second.operation) && second.droppedBy === undefined) return 'wrote after the end of the response'
  if (second.droppedBy !== undefined) return kind === 'headers' ? lateHeader : 'responded twice'
  const isByHand = second.via === `res.${second.operation}` && second.operation !== 'writeHead'
  return isByHand || cause === 'late-header' ? lateHeader : 'responded twice'
}

// Everything else that comes too late changes the head.
function isBody(operation: string): boolean {
  return operation === 'write' || operation === 'end'
}

function firstLabel({ kind, first, second }: Conflict, side: LocatedSide): string {
  const { via, sentWhileWaiting, site } = side
  const by = appSiteOf(side) === null ? null : side.by
  if (sentWhileWaiting) return `first: sent while ${nameOf(site)} waited here`
  const what = isBody(second.operation) ? 'ended' : first.status === null ? 'sent' : `sent ${first.status}`
  const who = by === null ? '' : ` by ${escapeUnsafe(`${via} of ${by}`)}`
  if (!first.exact) return `first: ${what} here${who}, going by earlier requests`
  const since = first.at === null || kind === 'request' ? '' : `, ${milliseconds(first.at)} after the request`
  return `first: ${what} here${who}${since}`
}

function nameOf(site: Frame | null): string {
  return site === null || site.function === '<anonymous>' ? 'the application' : site.function
}

function secondLabel({ first, second }: Conflict, side: LocatedSide): string {
  const header = second.header === undefined ? '' : `"${escapeUnsafe(second.header)}"`
  const became = second.outcome === 'lost' ? 'lost' : 'refused'
  const by = appSiteOf(side) === null ? null : side.by
  const who = by === null ? '' : ` by ${escapeUnsafe(by)}`
  const later = first.at === null || second.at === null ? '' : `, ${milliseconds(second.at - first.at)} later`
  if (second.droppedBy !== undefined)
    return escapeUnsafe(
      `second: ${second.via}${header === '' ? '' : `(${header})`} dropped by ${second.droppedBy} here${later}`,
    )
  return `second: ${second.operation}(${header})${who} ${became} here${later}`
}

function milliseconds(duration: number): string {
  return `${duration < 100 ? Math.round(duration * 10) / 10 : Math.round(duration)} ms`
}

// The error that a handler responded to is the actual bug; it comes first.
function hidden({ hidden }: Conflict, paint: Paint): string[][] {
  if (hidden === null) return []
  const { site } = hidden
  const place = site === null ? '' : escapeUnsafe(`  ${site.file}:${site.line}:${site.column}`)
  return [
    [
      `  ${paint.second('the error behind it')}  ${escapeUnsafe(`${hidden.name}: ${hidden.message}`)}${place}`,
    ],
  ]
}

function why(
  conflict: Conflict,
  { first, second }: LocatedConflict,
  columns: number,
  paint: Paint,
): string[] {
  const { cause, evidence, fix } = conflict
  const text = fix.edits.length === 0 ? null : sourceOf(fix.edits[0]?.file, [first, second])
  const diff = text === null ? [] : diffOf(text, fix.edits)
  const lines = (label: string, words: string) =>
    wrap(escapeUnsafe(words), columns - 11).map(
      (line, index) => `  ${paint.strong((index === 0 ? label : '').padEnd(7))} ${line}`,
    )
  return [
    ...lines('cause', [cause, evidence.join('; ')].filter(Boolean).join(': ')),
    ...lines('fix', fix.text),
    ...diffFrame(diff, columns - 10, paint).map(line => `          ${line}`),
  ]
}

function sourceOf(file: string | undefined, sides: readonly LocatedSide[]): string | null {
  const frames = sides.flatMap(side => side.path.flatMap(part => part.frames))
  const frame = frames.find(frame => frame.file === file)
  return frame === undefined ? null : textOf(frame)
}

interface Attempt {
  readonly side: LocatedSide
  readonly label: string
  readonly paint: (text: string) => string
}

function code(attempts: readonly Attempt[], columns: number, paint: Paint): string[][] {
  const [first, second] = attempts.map(attempt => appSiteOf(attempt.side))
  const isTogether =
    first != null &&
    second != null &&
    first.path === second.path &&
    Math.abs(first.line - second.line) <= near
  return isTogether
    ? [place(first, attempts, columns, paint)]
    : attempts.map(attempt => place(appSiteOf(attempt.side), [attempt], columns, paint))
}

function place(site: Frame | null, attempts: readonly Attempt[], columns: number, paint: Paint): string[] {
  if (site === null) return attempts.map(({ side, label, paint }) => `  ${paint(label)} ${byItself(side)}`)
  const position = formatSite(site)
  const lines = linesOf(site)
  if (lines === null)
    return attempts.map(({ side, label, paint }) => `  ${paint(label)}\n    ${formatSite(side.site ?? site)}`)
  const marks = attempts.flatMap(({ side, label, paint }): Mark[] =>
    side.site === null ? [] : [{ line: side.site.line, column: side.site.column, label, paint }],
  )
  return [
    `  ${paint.strong(position)}`,
    ...codeFrame(lines, marks, columns - 2, paint.quiet).map(line => ` ${line}`),
  ]
}

function byItself({ path, responder }: LocatedSide): string {
  if (responder !== null)
    return `by ${escapeUnsafe(responder)} itself: no line of the application is on the path`
  return path.length === 0 ? 'the path was not recorded' : 'by Node itself'
}
