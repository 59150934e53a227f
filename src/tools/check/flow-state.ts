import type { Effect } from './effect'
import type { Facts } from './facts'

/** Something that decides which way a function goes on, as people read it: `if (!user)`, and where. */
export interface Step {
  readonly offset: number
  readonly text: string
}

/** What may be the case where a function has come to. */
export interface FlowState {
  /** The first thing that was done with the response; `null` where nothing was yet. */
  readonly sent: Effect | null
  /** What sent the head, which may come before what counts as sent: `writeHead`, then `end`. */
  readonly head: Effect | null
  /** What the conditions on the way there have shown. */
  readonly facts: Facts
  /** How the function went on after the first send. */
  readonly steps: readonly Step[]
  /** A second send was found on this way: what comes after it is its consequence. */
  readonly isFound: boolean
}

/** Distinct states at one place at most. Beyond it the conditions are forgotten, which finds more. */
const maxStates = 64

/** Steps that are kept of a way at most. */
const maxSteps = 6

export const initialState: FlowState = {
  sent: null,
  head: null,
  facts: new Map(),
  steps: [],
  isFound: false,
}

/** The states without those that are the same but for how they came about. */
export function merged(states: readonly FlowState[]): FlowState[] {
  const distinct = new Map<string, FlowState>()
  for (const state of states) {
    const key = keyOf(state)
    if (!distinct.has(key)) distinct.set(key, state)
  }
  if (distinct.size <= maxStates) return [...distinct.values()]
  const without = [...distinct.values()].map(state => ({ ...state, facts: new Map() }))
  return [...new Map(without.map(state => [keyOf(state), state])).values()]
}

/** A state with one more step, if something has been sent. */
export function withStep(state: FlowState, step: Step): FlowState {
  if (state.sent === null || state.steps.length >= maxSteps) return state
  return { ...state, steps: [...state.steps, step] }
}

function keyOf({ sent, facts, isFound }: FlowState): string {
  const shown = [...facts].map(([text, truth]) => `${text}=${truth}`).sort()
  return [sent?.kind, sent?.offset, isFound, ...shown].join('\n')
}
