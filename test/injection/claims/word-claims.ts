import { isFunction } from '../syntax/walk'
import type { Claim, NamedPlace, Said } from './said'

/** What titles, causes, sentences and advice say of one another, and of the calls and functions that they name. */
export const wordClaims: Readonly<Record<string, Claim>> = {
  'the title agrees with the cause': ({ title, text, report }) => {
    const isHeader = /header changed|status changed/.test(title)
    if (isHeader && /responded (again|too|later)/.test(text)) return `"${title}", and a second response`
    if (!isHeader && /sends nothing/.test(text)) return `"${title}", and nothing is sent`
    return report.cause === 'late-header' && !isHeader ? `"${title}"` : null
  },

  'each side has a name': ({ report: { first, second } }) =>
    [first, second].some(({ via }) => via.includes('<anonymous>')) ? `${first.via}, ${second.via}` : null,

  'a function that started both has both lines': said => {
    const { report, text } = said
    if (!/started both/.test(text) || report.fork === null) return null
    const { file, first, second } = report.fork
    return isInOneFunction(said, { file, line: first.line }, { file, line: second.line })
      ? null
      : 'no function has both'
  },

  'what goes on is called or handed on where that is said': ({ named, lineAt }) => {
    const wrong = named.find(({ file, line, before }) => {
      const [, called] = /(?:calls|then called) ([\w$]+)\([\w$]*\)(?: at | \()$/.exec(before) ?? []
      const [, handed] = /hands ([\w$]+) (?:what fails at |on (?:at )?)$/.exec(before) ?? []
      const name = called ?? handed
      const text = lineAt(file, line)
      return name !== undefined && text !== undefined && !new RegExp(`\\b${escaped(name)}\\b`).test(text)
    })
    return wrong === undefined ? null : `not at ${wrong.file}:${wrong.line}`
  },

  'a callback that ran again is in the program': ({ text, has }) => {
    const [, name] = /in ([\w$.#]+), which ran again/.exec(text) ?? []
    const last = name?.split('.').at(-1)
    return last === undefined || last === 'callback' || has(new RegExp(`\\b${escaped(last)}\\b`))
      ? null
      : `no ${name}`
  },

  'what is called at a line is called there': ({ named, lineAt }) => {
    const wrong = named.find(
      ({ file, line, before }) =>
        /(?:[Ww]hat is called at|what it called at|it was called at|and again at) $/.test(before) &&
        !/[(`]/.test(lineAt(file, line) ?? '('),
    )
    return wrong === undefined ? null : `nothing is called at ${wrong.file}:${wrong.line}`
  },

  'what is to be put before another line is in its function': said => {
    const [late, target] = ['put ', ' before '].map(word =>
      said.named.find(({ before }) => before.endsWith(word) && /: put /.test(before)),
    )
    if (late === undefined || target === undefined) return null
    if (said.lineAt(late.file, late.line) === undefined) return null
    return isInOneFunction(said, late, target) ? null : `${placeOf(late)} and ${placeOf(target)}`
  },

  'a listener that is added at a line is': ({ named, lineAt }) => {
    const wrong = named.find(
      ({ file, line, before }) =>
        before.endsWith('that is added at ') &&
        !/\b(on|once|addListener|prependListener|addEventListener)\b/.test(lineAt(file, line) ?? 'on'),
    )
    return wrong === undefined ? null : `not at ${placeOf(wrong)}`
  },

  'an interval is one': ({ text, has }) =>
    /\binterval\b/.test(text) && !has(/setInterval|interval/i) ? 'there is none' : null,

  'a finally is one': ({ text, report, nodesAt, lineAt }) => {
    const { site } = report.second
    if (!/\bfinally\b/.test(text) || report.fork === null || site === null) return null
    const { file, second } = report.fork
    const isIn = nodesAt(file, second.line).some(
      ({ node }) => node.type === 'TryStatement' && node.finalizer != null,
    )
    return isIn || /finally/.test(lineAt(file, second.line) ?? 'finally') ? null : 'there is none'
  },

  'a function that is to return what responds is asynchronous': said => {
    const place = said.named.find(({ before }) => before.endsWith('Return what responds at '))
    const fns =
      place === undefined
        ? []
        : said
            .nodesAt(place.file, place.line)
            .map(({ node }) => node)
            .filter(isFunction)
    const inner = fns.at(-1)
    return inner === undefined || ('async' in inner && inner.async === true) ? null : 'it is not'
  },
}

function isInOneFunction(
  said: Said,
  one: Pick<NamedPlace, 'file' | 'line'>,
  other: Pick<NamedPlace, 'file' | 'line'>,
): boolean {
  const functions = ({ file, line }: Pick<NamedPlace, 'file' | 'line'>) =>
    said
      .nodesAt(file, line)
      .map(({ node }) => node)
      .filter(node => isFunction(node) || node.type === 'Program')
  if (said.lineAt(one.file, one.line) === undefined) return true
  const others = functions(other)
  return functions(one).some(fn => fn.type !== 'Program' && others.includes(fn))
}

function placeOf({ file, line }: NamedPlace): string {
  return `${file}:${line}`
}

function escaped(text: string): string {
  return text.replace(/[$.#]/g, '\\$&')
}
