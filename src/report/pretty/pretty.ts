import type { Frame } from '../../locate/frame'
import type { LocatedConflict, LocatedSide } from '../../locate/locate'
import { linesOf } from '../../source/source-text'
import type { Conflict } from '../conflict'
import { isBody, subjectOf, whatHappened } from '../message'
import { type PathOfSide, pathStepsOf } from '../path-steps'
import { escapeUnsafe } from '../printable'
import { sourceTextOf } from '../recorded-edit'
import { pathOf, siteOf } from '../recorded-path'
import { codeFrame, type Mark } from './code-frame'
import { diffOf } from './diff'
import { diffFrame } from './diff-frame'
import type { Paint } from './paint'
import { type PathTitles, pathColumns } from './path-columns'
import { shownPosition } from './shown-position'
import { widthOf, wrap } from './terminal-text'

/** Width and colours of the output. */
export interface Style {
  readonly columns: number
  readonly paint: Paint
}

/** Lines between two marks up to which one code frame shows both. */
const near = 8

/** Lines of an error's message that are shown. */
const maxMessageLines = 6

/** The whole report of a conflict, for people: its title, both lines in their code, both paths. */
export function prettyOf(conflict: Conflict, located: LocatedConflict, { columns, paint }: Style): string {
  const first = { side: located.first, label: firstLabel(conflict, located.first), paint: paint.first }
  const second = { side: located.second, label: secondLabel(conflict, located.second), paint: paint.second }
  const paths = pathStepsOf(
    recordedPath(located.first),
    recordedPath(located.second),
    conflict.fork,
    'from the attempt',
  )
  const blocks = [
    title(conflict, columns, paint),
    ...hidden(conflict, columns, paint),
    ...code([first, second], columns, paint),
    why(conflict, located, columns, paint),
    pathColumns(paths, pathTitles(conflict), columns, paint),
    [paint.quiet(`  fingerprint ${conflict.fingerprint}`)],
  ]
  return `\n${blocks.map(block => block.join('\n')).join('\n\n')}\n\n`
}

/** One line for a conflict that was reported before. */
export function prettyAgain(conflict: Conflict, { paint }: Style): string {
  const times = `seen ${conflict.occurrence} times (fingerprint ${conflict.fingerprint})`
  return `${paint.title(name)}  ${titleSubject(conflict)} ${whatHappened(conflict)} again: ${times}\n`
}

const name = 'headers-trace'

function title(conflict: Conflict, columns: number, paint: Paint): string[] {
  const [subject, what] = [titleSubject(conflict), whatHappened(conflict)]
  const room = columns - name.length - 2
  const lines =
    widthOf(`${subject} ${what}`) <= room ? [`${subject} ${what}`] : [...wrap(subject, room), what]
  return lines.map((line, index) => (index === 0 ? `${paint.title(name)}  ` : '  ') + paint.strong(line))
}

function titleSubject({ request }: Conflict): string {
  const { path, route } = request
  return subjectOf(request, route === null || route === path ? '' : ` (route ${route})`)
}

function pathTitles({ kind, second }: Conflict): PathTitles {
  const first = kind === 'request' ? 'send' : isAfterEnd(second) ? 'end' : 'response'
  return { first: `path to the first ${first}`, second: 'path to the second attempt' }
}

// A response that a package dropped came after a response, whatever the package did then.
function isAfterEnd({ operation, droppedBy }: Conflict['second']): boolean {
  return isBody(operation) && droppedBy === undefined
}

// The whole path: the JSON leaves frames out.
function recordedPath(side: LocatedSide): PathOfSide {
  return { site: side.site === null ? null : siteOf(side.site), path: pathOf(side) }
}

function firstLabel(
  { kind, first, second }: Conflict,
  { by, via, sentWhileWaiting, site }: LocatedSide,
): string {
  if (sentWhileWaiting) return `first: sent while ${nameOf(site)} waited here`
  const what = isAfterEnd(second) ? 'ended' : first.status === null ? 'sent' : `sent ${first.status}`
  const who = by === null ? '' : ` by ${escapeUnsafe(`${via} of ${by}`)}`
  if (!first.exact) return `first: ${what} here${who}, going by earlier requests`
  const since = first.at === null || kind === 'request' ? '' : `, ${milliseconds(first.at)} after the request`
  return `first: ${what} here${who}${since}`
}

function nameOf(site: Frame | null): string {
  return site === null || site.function === '<anonymous>' ? 'the application' : escapeUnsafe(site.function)
}

function secondLabel({ first, second }: Conflict, { by }: LocatedSide): string {
  const header = second.header === undefined ? '' : `"${escapeUnsafe(second.header)}"`
  const became = second.outcome === 'lost' ? 'lost' : 'refused'
  const who = by === null ? '' : ` by ${escapeUnsafe(by)}`
  const later = first.at === null || second.at === null ? '' : `, ${milliseconds(second.at - first.at)} later`
  // When the status was set is not seen.
  if (second.operation === 'statusCode') return `second: ${escapeUnsafe(second.via)} lost here, set after it`
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
function hidden({ hidden }: Conflict, columns: number, paint: Paint): string[][] {
  if (hidden === null) return []
  const { site } = hidden
  const lines = `${hidden.name}: ${hidden.message}`
    .split(/\r\n|[\n\r]/)
    .flatMap(line => wrap(escapeUnsafe(line), columns - 4))
  const shown = lines.length > maxMessageLines ? [...lines.slice(0, maxMessageLines), '…'] : lines
  const position = site === null ? [] : [paint.position(shownPosition(site), site)]
  return [[`  ${paint.title('the error behind it')}`, ...[...shown, ...position].map(line => `    ${line}`)]]
}

function why(
  conflict: Conflict,
  { first, second }: LocatedConflict,
  columns: number,
  paint: Paint,
): string[] {
  const { cause, evidence, fix } = conflict
  const [likely, ...others] = fix.candidates ?? []
  const edits = likely?.edits ?? fix.edits
  const text = edits.length === 0 ? null : sourceTextOf(edits[0]?.file, [first, second])
  const diff = text === null ? [] : diffOf(text, edits)
  const lines = (label: string, words: string, mark = (line: string) => line) =>
    wrap(escapeUnsafe(words), columns - 11).map((line, index) =>
      index === 0 ? `  ${paint.strong(label.padEnd(7))} ${mark(line)}` : `${' '.repeat(10)}${line}`,
    )
  const linked = (line: string) => line.replace(cause, () => paint.cause(cause, cause))
  return [
    ...lines('cause', [cause, evidence.join('; ')].filter(Boolean).join(': '), linked),
    ...lines('fix', fix.text),
    ...(likely === undefined ? [] : lines('likely', `${likely.text} ${tried(others.length)}`)),
    ...diffFrame(diff, columns - 10, paint).map(line => `          ${line}`),
  ]
}

function tried(others: number): string {
  const more = others === 0 ? '' : ` and ${others} ${others === 1 ? 'other' : 'others'}`
  return `Not certain: headers-trace fix --verify tries it${more}.`
}

interface Attempt {
  readonly side: LocatedSide
  readonly label: string
  readonly paint: (text: string) => string
}

function code(attempts: readonly Attempt[], columns: number, paint: Paint): string[][] {
  const [first, second] = attempts.map(({ side }) => side.site)
  const isTogether =
    first != null &&
    second != null &&
    first.path === second.path &&
    Math.abs(first.line - second.line) <= near
  return isTogether
    ? [place(first, attempts, columns, paint)]
    : attempts.map(attempt => place(attempt.side.site, [attempt], columns, paint))
}

function place(site: Frame | null, attempts: readonly Attempt[], columns: number, paint: Paint): string[] {
  const labels = () =>
    attempts.flatMap(({ side, label, paint }) =>
      wrap(`${label}${site === null ? ` ${byNobody(side)}` : ''}`, columns - 4).map(
        (line, index) => `  ${index === 0 ? '' : '  '}${paint(line)}`,
      ),
    )
  if (site === null) return labels()
  const shown = siteOf(site)
  const head = [
    `  ${paint.strong(paint.position(shownPosition(shown), shown))}`,
    ...ofPackage(site, attempts, columns, paint),
  ]
  const lines = linesOf(site)
  if (lines === null) return [...head, ...labels()]
  const marks = attempts.flatMap(({ side, label, paint }): Mark[] =>
    side.site === null ? [] : [{ line: side.site.line, column: side.site.column, label, paint }],
  )
  return [...head, ...codeFrame(lines, marks, columns - 2, paint.quiet).map(line => ` ${line}`)]
}

// Where the application has no line, the package's own stands for it.
function ofPackage(site: Frame, attempts: readonly Attempt[], columns: number, paint: Paint): string[] {
  if (site.owner !== 'package') return []
  const isOfApplication = attempts.some(({ side }) =>
    side.path.some(({ frames }) => frames.some(frame => frame.owner === 'app')),
  )
  const lines = isOfApplication
    ? 'the application’s lines on the path only passed the request on'
    : 'no line of the application is on the path'
  const text = `${site.package} by itself: ${lines}`
  return wrap(escapeUnsafe(text), columns - 4).map(line => `  ${paint.quiet(line)}`)
}

function byNobody({ path }: LocatedSide): string {
  return path.length === 0 ? '(its path was not recorded)' : 'by Node itself'
}
