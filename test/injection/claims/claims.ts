import type { Node } from '@babel/types'
import type { Side } from '../../../src/index'
import { ownAround, statementsBehind } from '../syntax/behind'
import { parametersOf } from '../syntax/roles'
import { isFunction, type Place } from '../syntax/walk'
import type { Claim, NamedPlace, Said } from './said'
import { wordClaims } from './word-claims'

/** What reports say that the syntax can tell, by what it is about. */
export const claims: Readonly<Record<string, Claim>> = {
  'a place that is named has code': ({ named, lineAt }) => {
    const empty = named.find(({ file, line }) => !/\w/.test(lineAt(file, line) ?? 'in a package'))
    return empty === undefined ? null : `${empty.file}:${empty.line} has none`
  },

  'a call that is named is at its line': said => {
    const wrong = said.named.find(place => isElsewhere(said, place))
    return wrong === undefined ? null : `${wordBefore(wrong)} is not at ${wrong.file}:${wrong.line}`
  },

  'the call of each side is at its site': said => {
    // What was sent while a line waited was not sent there.
    const { first, second } = said.report
    const sides = /\bwaited at\b/.test(said.text) ? [second] : [first, second]
    const wrong = sides.find(side => isNamedOtherwise(said, side))
    return wrong === undefined ? null : `${wrong.via} is not at line ${wrong.site?.line}`
  },

  'what is returned from has something behind it': said => {
    const advice = said.named.filter(({ before }) => /[Rr]eturn (after|there|with)[^.;]*\($/.test(before))
    const last = advice.find(({ file, line }) => !isFollowed(said, file, line))
    if (last !== undefined) return `nothing follows ${last.file}:${last.line}`
    const { fork } = said.report
    const isBare = advice.length === 0 && /[Rr]eturn after/.test(said.report.fix.text) && fork !== null
    return isBare && !isFollowed(said, fork.file, Math.min(fork.first.line, fork.second.line))
      ? `nothing follows line ${Math.min(fork.first.line, fork.second.line)}`
      : null
  },

  'a timer that is to be cleared is there': ({ report, has }) =>
    /clear the timer|clear(Timeout|Interval)/.test(report.fix.text) && !has(/set(Timeout|Interval)|timers/)
      ? 'there is none'
      : null,

  'a listener that is to be removed is there': ({ report, has }) =>
    /[Rr]emove the listener/.test(report.fix.text) && !has(/\.(on|once|addListener)\(|addEventListener/)
      ? 'there is none'
      : null,

  'an error handler is one': said => {
    const { text, report } = said
    const within = (isHandler: (node: Node) => boolean) =>
      report.second.path?.some(({ frames }) =>
        frames.some(({ file, line }) => said.nodesAt(file, line).some(({ node }) => isHandler(node))),
      )
    if (/a catch clause/.test(text) && !within(({ type }) => type === 'CatchClause')) return 'no catch clause'
    const hasFour = within(node => isFunction(node) && parametersOf(node).length === 4)
    return /an error middleware/.test(text) && !hasFour ? 'no function with four parameters' : null
  },

  'a loop is one': said => {
    const { report, text, nodesAt, lineAt } = said
    if (report.cause !== 'loop' || report.fork === null || !/loop/.test(text)) return null
    const { file, first } = report.fork
    const isLoop = nodesAt(file, first.line).some(({ node }) => /^(For|While|DoWhile)/.test(node.type))
    return isLoop ||
      /\.(forEach|map|each|some|every|filter|reduce|\w+Series|\w+Limit)\b/.test(
        lineAt(file, first.line) ?? '',
      )
      ? null
      : `none at line ${first.line}`
  },

  'a switch is one': ({ report, text, nodesAt }) => {
    if (report.fork === null || !/one switch|of the switch/.test(text)) return null
    const { file, first, second } = report.fork
    const isIn = ({ line }: { line: number }) =>
      nodesAt(file, line).some(({ node }) => node.type === 'SwitchStatement')
    return isIn(first) && isIn(second) ? null : 'not both lines are in one'
  },

  'both lines of one call are in one function': ({ report, text, nodesAt }) => {
    if (report.fork === null || !/both lines are in one call/.test(text)) return null
    const { file, first, second } = report.fork
    const functions = ({ line }: { line: number }) =>
      nodesAt(file, line)
        .map(({ node }) => node)
        .filter(isFunction)
    const shared = functions(first).filter(fn => functions(second).includes(fn))
    return shared.length > 0 ? null : 'no function has both'
  },
}

/** What a report says that is not so. */
export function complaintsAbout(said: Said): string[] {
  return Object.entries({ ...claims, ...wordClaims }).flatMap(([name, complaintOf]) => {
    const complaint = complaintOf(said)
    return complaint === null ? [] : [`${name}: ${complaint}`]
  })
}

// The last word before a place in brackets: `res.json (app.js:3)`.
function wordBefore({ before }: NamedPlace): string | null {
  return /([\w$]+(?:\.[\w$]+)+|next(?=\(\)))(?:\(\))? \($/.exec(before)?.[1] ?? null
}

function isElsewhere({ lineAt, report }: Said, place: NamedPlace): boolean {
  const word = wordBefore(place)
  // It may be the function that is named: `handed on by exports.load (src/load.js:22)`.
  if (word === report.fork?.function) return false
  const line = lineAt(place.file, place.line)
  if (word === null || line === undefined) return false
  return !line.includes(word.split('.').at(-1) ?? '')
}

function isNamedOtherwise({ lineAt }: Said, { site, via }: Side): boolean {
  const line = site === null ? undefined : lineAt(site.file, site.line)
  const name = via.split('.').at(-1) ?? ''
  return (
    line !== undefined &&
    /^\w+$/.test(name) &&
    name !== 'anonymous' &&
    !new RegExp(`\\b${name}\\b`).test(line)
  )
}

// Whether something of its function can run after a line.
function isFollowed({ nodesAt }: Said, file: string, line: number): boolean {
  const places = nodesAt(file, line)
  const statement = places.findLast(
    ({ node }) => /Statement$/.test(node.type) && node.type !== 'BlockStatement',
  )
  return statement === undefined || isFollowedIn(statement)
}

function isFollowedIn(place: Place): boolean {
  const own = ownAround(place)
  const goesOn = own.some((node, index) => {
    const isTry = node.type === 'TryStatement' && node.finalizer != null && node.finalizer !== own[index + 1]
    const isCase = node.type === 'SwitchStatement' && node.cases.at(-1) !== own[index + 1]
    return /^(For|While|DoWhile)/.test(node.type) || isTry || isCase
  })
  return goesOn || statementsBehind(place).length > 0
}
