import type { AsyncHop } from '../capture/async-hop'
import type { Moment } from '../capture/response-record'
import type { RawConflict } from '../detect/raw-conflict'
import type { CallSite } from '../source/call-site'
import type { Sources } from '../source/sources'
import type { Steps } from '../source/steps'
import { maxLength } from '../source/syntax-tree'
import { callSitesOf } from './call-sites'
import { frameOf } from './frame'
import { ownerOf } from './owner'

/** Characters of source that are read and parsed in one piece, which takes some 30 ms. */
const pieceLength = 48 * 1024

/**
 * Reads what `locate` and the stages after it will ask for: stacks, the maps of the application's files, and the syntax around
 * its calls. Where that takes long, it is done in pieces between which the event loop may turn.
 */
export function* prepare(raw: RawConflict, sources: Sources): Steps {
  const calls = new Map<string, CallSite>()
  for (const moment of [raw.first, ...raw.pipes, raw.second])
    for (const stack of stacksOf(moment, raw))
      for (const call of callSitesOf(stack)) calls.set(`${call.file}:${call.line}:${call.column}`, call)
  const own = [...calls.values()].filter(call => ownerOf(call.file, sources).owner === 'app')
  if (own.length === 0) return
  for (const call of own) yield* sources.prepareMap(call)

  const read = new Map<string, number>()
  for (const call of own) {
    const { source, path, line, column } = frameOf(call, sources)
    const length = Math.min(source.content?.text.length ?? 0, maxLength)
    const before = sum(read.values())
    if (length === 0 || read.has(path)) continue
    if (before > 0 && before + length > pieceLength) {
      read.clear()
      yield
    }
    read.set(path, length)
    if (length === maxLength) {
      source.content?.has(line, column)
      yield
    }
    source.treeAt(line, column)
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}

function* stacksOf(moment: Pick<Moment, 'stack' | 'hop'> | undefined, { trace }: RawConflict) {
  if (moment === undefined) return
  yield moment.stack
  for (let hop: AsyncHop | undefined = moment.hop; hop?.isOf(trace); hop = hop.from)
    if (hop.stack !== undefined) yield hop.stack
}
