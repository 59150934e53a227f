import type { Conflict, Site } from '../../report/conflict'
import { whatHappened } from '../../report/message'
import { routeOf } from '../group-reports'
import { type Attempt, firstOf, outcomeText, secondOf } from './attempt'
import { packagesOf } from './responder'

/** Calls of one path that an issue shows. */
const maxFrames = 40

/** A bug as Markdown, for an issue tracker. The conflict's strings must be safe to print already. */
export function issueOf(conflict: Conflict): string {
  const { cause, evidence, first, second, fingerprint, hidden } = conflict
  const packages = packagesOf([first, second])
  return [
    `### ${inCode(routeOf(conflict))} ${whatHappened(conflict)}`,
    inCode(withRoute(conflict)),
    [
      `- **first**: ${describe(firstOf(conflict))}`,
      `- **second**: ${describe(secondOf(conflict))}${second.code === null ? '' : `, ${inCode(second.code)}`}`,
      `- **cause**: ${inCode(cause)}${evidence.length === 0 ? '' : `: ${evidence.map(inCode).join(', ')}`}`,
      ...(hidden === null
        ? []
        : [`- **the error behind it**: ${inCode(`${hidden.name}: ${hidden.message}`)}`]),
      `- **versions**: Node.js ${inCode(conflict.process.node)}${packages.map(name => `, ${inCode(name)}`).join('')}`,
    ].join('\n'),
    `Path to the first response, innermost call first:`,
    block(pathTo(first.path)),
    `Path to the second attempt:`,
    block(pathTo(second.path)),
    `Found by headers-trace (fingerprint ${inCode(fingerprint)}).`,
    '',
  ].join('\n\n')
}

// An issue may be public: the path that a client requested must not show there.
function withRoute(conflict: Conflict): string {
  const { message, request } = conflict
  const asked = `${request.method} ${request.path} `
  return message.startsWith(asked) ? `${routeOf(conflict)} ${message.slice(asked.length)}` : message
}

function describe(attempt: Attempt): string {
  const { call, by, place } = attempt
  const who = by === null ? '' : ` by ${inCode(by)}`
  return `${inCode(call)} ${inCode(outcomeText(attempt))}${who}${place === null ? '' : ` at ${inCode(shortened(place))}`}`
}

function pathTo(path: Conflict['first']['path']): string {
  const lines = (path ?? []).flatMap(({ reason, frames }) => [
    ...(reason === null ? [] : [`── ${reason} ──`]),
    ...frames.map(frame => `${frame.function}  ${shortened(placeIn(frame))}`),
  ])
  const more = lines.length - maxFrames
  return (
    [...lines.slice(0, maxFrames), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n') || 'not recorded'
  )
}

function placeIn({ file, line, column, package: name }: Site): string {
  return `${file}:${line}:${column}${name === undefined ? '' : `  (${name})`}`
}

// The folder of the program must not show.
function shortened(place: string): string {
  const inPackage = place.lastIndexOf('node_modules/')
  if (inPackage !== -1) return place.slice(inPackage)
  return /^(?:\/|[A-Za-z]:[\\/])/.test(place) ? place.replace(/^.*[\\/]/, '…/') : place
}

function inCode(text: string): string {
  const fence = fenceFor(text, 1)
  const space = /^`|`$/.test(text) ? ' ' : ''
  return `${fence}${space}${text}${space}${fence}`
}

function block(text: string): string {
  const fence = fenceFor(text, 3)
  return `${fence}text\n${text}\n${fence}`
}

// Longer than any in the text, so that it cannot end there.
function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length))
  return '`'.repeat(Math.max(least, longest + 1))
}
