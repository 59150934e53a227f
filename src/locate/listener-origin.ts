import type { AsyncHop } from '../capture/async-hop'
import type { CallSite } from '../source/call-site'
import { handedOnAt } from '../source/nested-function'
import { type FunctionNode, functionsAround, syntaxPositionOf } from '../source/syntax-position'
import type { Frame } from './frame'

/** Stacks of one request that are read for where a listener comes from: to read one with a hundred frames takes some 0.2 ms. */
const maxRead = 48

/** The calls that ran on a stack of the request, innermost first, and the hop that had led there. */
export interface Run {
  readonly calls: readonly CallSite[]
  readonly hop: AsyncHop | undefined
}

/** Where a function was handed to what calls it now: that call and its callers, and the hop that had led there. */
export interface Origin {
  readonly frames: readonly Frame[]
  readonly hop: AsyncHop | undefined
}

/**
 * Finds where a listener was registered. An event names nobody but the listener, which is written in the function that has
 * registered it, and other stacks of the same request have that function's call. `null` where none has, or several calls of it.
 */
export function originOf(
  listener: Frame,
  runs: Iterable<Run>,
  frameOf: (call: CallSite) => Frame,
): Origin | null {
  const position = syntaxPositionOf(listener)
  if (position === null) return null
  const [fn, ...around] = functionsAround(position)
  if (fn === undefined || around.length === 0) return null
  const others = firstOf(runs, maxRead)
  for (const outer of around) {
    const found = others.flatMap(({ calls, hop }) => callsOf(outer, listener, calls, frameOf, hop))
    const [one] = found
    if (one === undefined) continue
    // The function goes on after an `await` with none of its callers on the stack.
    const called = found.filter(({ frames }) => frames.length > 1)
    const all = called.length > 0 ? called : found
    const [origin] = all
    if (origin === undefined || new Set(all.map(callersOf)).size > 1) return null
    const closure = around[around.indexOf(outer) - 1] ?? fn
    const at = { ...origin.frames[0], ...handedOnAt(outer, closure, position) } as Frame
    return { ...origin, frames: [at, ...origin.frames.slice(1)] }
  }
  return null
}

// What comes after them is not read.
function firstOf<Item>(items: Iterable<Item>, count: number): Item[] {
  const first: Item[] = []
  for (const item of items) {
    if (first.length === count) break
    first.push(item)
  }
  return first
}

// The innermost call of a function on a stack, with its callers.
function callsOf(
  fn: FunctionNode,
  listener: Frame,
  calls: readonly CallSite[],
  frameOf: (call: CallSite) => Frame,
  hop: AsyncHop | undefined,
): Origin[] {
  const at = calls.findIndex(call => {
    if (call.file !== listener.call.file) return false
    const position = syntaxPositionOf(frameOf(call))
    return position !== null && functionsAround(position)[0] === fn
  })
  return at === -1 ? [] : [{ frames: calls.slice(at).map(frameOf), hop }]
}

function callersOf({ frames }: Origin): string {
  return frames
    .slice(1)
    .filter(frame => frame.owner !== 'node')
    .map(({ path, line, column }) => `${path}:${line}:${column}`)
    .join(' ')
}
