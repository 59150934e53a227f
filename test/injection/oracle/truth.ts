import type { CallPosition, Positions } from './positions'

/** A call on the path to a moment, as the program under the oracle has noted it: the innermost first. */
export interface Step {
  readonly activation: number
  readonly fn: number
  readonly position: number | null
  /** Whether the function was called by the step before it in the very same turn. */
  readonly isCalled: boolean
  /** Whether the function had not come to an `await` or its end since. */
  readonly isRunning: boolean
}

/** A send or a late attempt, as it was noted. */
export interface Moment {
  readonly operation: string
  readonly path: readonly Step[]
  /** The same, continued by the nesting of functions where a queue has lost the way. */
  readonly nested: readonly Step[]
  /** The same, continued by where listeners were registered: those that nothing known has called, and all. */
  readonly registered: readonly (readonly Step[])[]
  readonly request: number | null
}

/** What was noted of a response that was sent to twice. */
export interface NotedConflict {
  /** `dropped` where a framework drops the second without a word. */
  readonly kind: 'headers' | 'body' | 'dropped'
  readonly request: number | null
  readonly method: string
  readonly url: string
  readonly isEnded: boolean
  readonly first: Moment | null
  readonly second: Moment
}

/** Where the paths to both sends part: one activation of one function, and the calls that it was making. */
export interface TrueFork {
  readonly fn: number
  readonly first: CallPosition | null
  readonly second: CallPosition | null
  /** The steps from the fork to each send, the innermost first. */
  readonly firstPath: readonly Step[]
  readonly secondPath: readonly Step[]
}

/** What is known for certain of a conflict. */
export interface Truth {
  readonly conflict: NotedConflict
  readonly first: CallPosition | null
  readonly second: CallPosition | null
  /** The calls on each path, the innermost first. */
  readonly calls: { readonly first: readonly CallPosition[]; readonly second: readonly CallPosition[] }
  /** Where the paths part, by the order of the work and by the nesting of functions: mostly one. */
  readonly forks: readonly TrueFork[]
}

export function truthOf(conflict: NotedConflict, positions: Positions): Truth {
  const { first, second } = conflict
  const byWork = forkOf(first?.path ?? [], second.path, positions)
  const byNesting = forkOf(first?.nested ?? [], second.nested, positions)
  const byRegistration = (first?.registered ?? []).map((path, index) =>
    forkOf(path, second.registered[index] ?? [], positions),
  )
  const key = (fork: TrueFork) => `${fork.fn} ${fork.first?.id} ${fork.second?.id}`
  const forks = new Map<string, TrueFork>()
  for (const fork of [byWork, asGiven(byWork, positions), byNesting, asGiven(byNesting, positions)])
    if (fork !== null) forks.set(key(fork), fork)
  for (const fork of byRegistration) {
    // One registration leads to both where the function that was registered has called back twice.
    const isRight = fork !== null && fork.first?.id !== fork.second?.id && !forks.has(key(fork))
    if (isRight) forks.set(key(fork), fork)
  }
  return {
    conflict,
    first: siteOf(first, positions),
    second: siteOf(second, positions),
    calls: { first: callsOn(first, positions), second: callsOn(second, positions) },
    forks: [...forks.values()],
  }
}

function callsOn(moment: Moment | null, { calls }: Positions): CallPosition[] {
  const steps = moment === null ? [] : [moment.path, moment.nested, ...moment.registered].flat()
  return steps.flatMap(({ position }) => (position === null ? [] : (calls.get(position) ?? [])))
}

// A library with a queue of its own calls back in the course of another call than the one that it was given the function in.
function asGiven(fork: TrueFork | null, { calls, functions }: Positions): TrueFork | null {
  if (fork === null) return null
  const given = (path: readonly Step[], position: CallPosition | null) => {
    const call = calls.get(functions.get(path.at(-1)?.fn ?? 0)?.givenTo ?? 0)
    return call?.fn === fork.fn ? call : position
  }
  return { ...fork, first: given(fork.firstPath, fork.first), second: given(fork.secondPath, fork.second) }
}

function siteOf(moment: Moment | null, { calls, functions }: Positions): CallPosition | null {
  const step = moment?.path.find(({ fn, position }) => position !== null && !isModule(fn, functions))
  return step?.position == null ? null : (calls.get(step.position) ?? null)
}

function forkOf(first: readonly Step[], second: readonly Step[], positions: Positions): TrueFork | null {
  for (const [index, { activation, fn }] of first.entries()) {
    if (isModule(fn, positions.functions)) continue
    const other = second.findIndex(step => step.activation === activation)
    if (other === -1) continue
    return {
      fn,
      first: positionIn(first, index, positions),
      second: positionIn(second, other, positions),
      firstPath: first.slice(0, index),
      secondPath: second.slice(0, other),
    }
  }
  return null
}

// What was continued by nesting was not noted as a call: it is the one that the function was given to.
function positionIn(
  path: readonly Step[],
  index: number,
  { calls, functions }: Positions,
): CallPosition | null {
  const inner = path[index - 1]
  const id = path[index]?.position ?? (inner === undefined ? null : functions.get(inner.fn)?.givenTo)
  return id == null ? null : (calls.get(id) ?? null)
}

function isModule(fn: number, functions: Positions['functions']): boolean {
  return functions.get(fn)?.fn === 0
}
