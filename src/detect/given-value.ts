import type { HandledError, InspectedFrame } from './handled-error'

/** What a variable of a call held, where that says that there was nothing, or whether: of other values nothing is kept. */
export interface GivenValue {
  readonly variable: string
  readonly value: 'undefined' | 'null' | 'true' | 'false'
  /** The call that held it. */
  readonly frame: InspectedFrame
}

/** What the calls on a stack held. */
export interface HeldValues {
  readonly errors: readonly HandledError[]
  readonly given: readonly GivenValue[]
}

/** The word for a value that is kept; `null` for any other. */
export function wordOf(value: unknown): GivenValue['value'] | null {
  if (value === undefined || value === null) return `${value}`
  return typeof value === 'boolean' ? `${value}` : null
}
