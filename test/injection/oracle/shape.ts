import type { Node } from '@babel/types'
import { statementsBehind } from '../syntax/behind'
import { nameOf, parametersOf, roleOf } from '../syntax/roles'
import { type Source, sourceOf } from '../syntax/source'
import { isFunction, ownNodesIn, type Place } from '../syntax/walk'
import type { CallPosition, Positions } from './positions'
import type { Step, TrueFork, Truth } from './truth'

/** What one side does at the fork, and on the way from there. */
export interface Side {
  /** What the fork's function calls there: the response itself, `next`, a parameter, or something else. */
  readonly does: 'responds' | 'next' | 'callback' | 'other'
  /** The last word of what is called. */
  readonly name: string
  readonly place: Place | null
  /** Whether the way leads through something that ran in a later turn, and through a timer. */
  readonly isLater: boolean
  readonly hasTimer: boolean
  /** Whether it is the fork itself that sets the timer. */
  readonly isTimer: boolean
}

/** The shape of a conflict: what the expected cause is decided from. */
export interface Shape {
  readonly truth: Truth
  readonly fork: TrueFork | null
  readonly first: Side | null
  readonly second: Side | null
  /** The places of both sites. */
  readonly firstSite: Place | null
  readonly secondSite: Place | null
  /** Whether the second only sets a header: `possibly` where a response may come behind it in its function. */
  readonly isHeaderOnly: boolean | 'possibly'
  /** Whether the fork is a promise chain that went on after it had responded. */
  readonly isChain: boolean
  /** Whether a function that was handed to somebody ran twice, and leads to both. */
  readonly isRerun: boolean
  /** What handled an error when the second was attempted, and not when the first was made. */
  readonly handler: Handler['kind'] | null
}

const timers = new Set(['setTimeout', 'setInterval'])
const parsed = new WeakMap<ReadonlyMap<string, string>, Map<string, Source>>()

/** The shape of what happened in a program of these files. */
export function shapeOf(truth: Truth, positions: Positions, files: ReadonlyMap<string, string>): Shape {
  const placeOf = (found: { file: string; start: number; end: number } | null | undefined): Place | null =>
    found == null ? null : placeIn(files, found.file, found.start, found.end)
  const fork = truth.forks[0] ?? null

  const sideOf = (position: CallPosition | null, path: readonly Step[]): Side => {
    const place = placeOf(position)
    const passed = path.map(({ fn }) => positions.functions.get(fn))
    const calls = passed.flatMap(fn =>
      fn?.givenTo == null ? [] : (positions.calls.get(fn.givenTo)?.name ?? []),
    )
    return {
      does: whatIsCalled(place, path.length === 0),
      name: position?.name ?? '',
      place,
      isLater:
        path.some(({ isCalled }) => !isCalled) ||
        (path.some(({ isRunning }) => !isRunning) && !isAwaited(place)),
      isTimer: timers.has(position?.name ?? '') && path.length > 0,
      hasTimer: calls.some(name => timers.has(name)),
    }
  }

  const handlersOn = (path: readonly Step[]): Handler[] =>
    path
      .flatMap(({ fn, position }) => [positions.calls.get(position ?? 0), positions.functions.get(fn)])
      .flatMap(found => placeOf(found) ?? [])
      .flatMap(handlersAround)

  const firsts = handlersOn(truth.conflict.first?.path ?? [])
  // A listener for errors that ran before the response is not told of a later error by another one.
  const isNew = ({ kind, node }: Handler) =>
    !firsts.some(first => first.node === node || (kind === 'listener' && first.kind === kind))
  const handler = handlersOn(truth.conflict.second.path).find(isNew)
  return {
    truth,
    fork,
    first: fork === null ? null : sideOf(fork.first, fork.firstPath),
    second: fork === null ? null : sideOf(fork.second, fork.secondPath),
    firstSite: placeOf(truth.first),
    secondSite: placeOf(truth.second),
    isHeaderOnly: isHeaderOnly(placeOf(truth.second)),
    isChain: truth.forks.some(each => isChain(each, placeOf)),
    isRerun: fork !== null && isRerun(fork, positions),
    handler: handler?.kind ?? null,
  }
}

function placeIn(files: ReadonlyMap<string, string>, file: string, start: number, end: number): Place | null {
  const sources = parsed.get(files) ?? new Map<string, Source>()
  parsed.set(files, sources)
  const source = sources.get(file) ?? sourceOf(file, files.get(file) ?? '')
  sources.set(file, source)
  return (
    source.places.find(({ node }) => node.start === start && node.end === end && !isWrapper(node)) ?? null
  )
}

// A statement without a semicolon is as long as its expression.
function isWrapper({ type }: Node): boolean {
  return type === 'ExpressionStatement' || type === 'Program'
}

function isHeaderOnly(place: Place | null): Shape['isHeaderOnly'] {
  if (place?.node.type !== 'CallExpression' || roleOf(place.node) !== 'header') return false
  const behind = statementsBehind(place)
  const isResponse = (node: Node) => node.type === 'CallExpression' && roleOf(node) === 'response'
  if (behind.some(statement => callsIn(statement).some(isResponse))) return false
  return behind.some(statement => [...ownNodesIn(statement)].some(isResponse)) ? 'possibly' : true
}

// What a statement calls whenever it runs: not what is in its branches.
function callsIn(statement: Node): Node[] {
  return /^(Expression|Return)Statement$|Declaration$/.test(statement.type) ? [...ownNodesIn(statement)] : []
}

const chaining = /^(then|catch|finally)$/

function isChain(fork: TrueFork, placeOf: (call: CallPosition) => Place | null): boolean {
  const { first, second } = fork
  if (first === null || second === null || first.id === second.id) return false
  if (!chaining.test(first.name) || !chaining.test(second.name)) return false
  const [inner, outer] = [placeOf(first)?.node, placeOf(second)?.node]
  return inner != null && outer != null && inner.start === outer.start && (inner.end ?? 0) < (outer.end ?? 0)
}

function isAwaited(place: Place | null): boolean {
  return place?.parents.at(-1)?.type === 'AwaitExpression'
}

function isRerun(fork: TrueFork, { calls, functions }: Positions): boolean {
  const handed = (path: readonly Step[], outermost: CallPosition | null) =>
    path.flatMap(({ fn }, index) => {
      const own = functions.get(fn)
      const giver = calls.get(own?.givenTo ?? 0)
      const caller = index + 1 < path.length ? calls.get(path[index + 1]?.position ?? 0) : outermost
      // Not called by its own name, it was handed to whoever called it.
      const isHanded = giver === undefined ? caller?.name !== own?.name : functions.get(giver.fn)?.fn !== 0
      return isHanded ? [fn] : []
    })
  const second = handed(fork.secondPath, fork.second)
  return handed(fork.firstPath, fork.first).some(fn => second.includes(fn))
}

function whatIsCalled(place: Place | null, isSend: boolean): Side['does'] {
  const other = isSend ? 'responds' : 'other'
  if (place === null || !('callee' in place.node)) return other
  const callee = place.node.callee as Node
  const isGiven =
    callee.type === 'Identifier' && place.parents.some(node => parametersOf(node).includes(callee.name))
  if (!isGiven) return other
  return nameOf(callee) === 'next' ? 'next' : 'callback'
}

interface Handler {
  readonly kind: 'catch' | 'rejection' | 'middleware' | 'listener'
  readonly node: Node
}

// The handlers of errors that a place is in, within its own function and by what its functions were given to.
function handlersAround({ node, parents }: Place): Handler[] {
  const around = [...parents, node]
  return around.flatMap((each, index) => {
    const kind =
      each.type === 'CatchClause' ? 'catch' : isFunction(each) ? handlerKindOf(each, around[index - 1]) : null
    return kind === null ? [] : [{ kind, node: each }]
  })
}

function handlerKindOf(fn: Node, call: Node | undefined): Handler['kind'] | null {
  if (parametersOf(fn).length === 4 || isErrorHook(call)) return 'middleware'
  if (call?.type !== 'CallExpression') return null
  const name = nameOf(call.callee)
  const place = (call.arguments as Node[]).indexOf(fn)
  if ((name === 'catch' && place !== -1) || (name === 'then' && place === 1)) return 'rejection'
  const [event] = call.arguments
  return /^(on|once)$/.test(name) && event?.type === 'StringLiteral' && /error|fail/.test(event.value)
    ? 'listener'
    : null
}

function isErrorHook(call: Node | undefined): boolean {
  return call?.type === 'CallExpression' && /^(setErrorHandler|onError)$/.test(nameOf(call.callee))
}
