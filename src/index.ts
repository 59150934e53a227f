/**
 * Names the line that sent the response first when Node says `Cannot set headers after they are sent to the client`.
 *
 * @packageDocumentation
 */
export type { BudgetState, Level } from './capture/policy/level'
export { type Installation, install } from './install'
export { assertNoConflicts, withoutConflicts } from './no-conflicts'
export type { Options } from './options'
export { onConflict, takeConflicts } from './report/channels'
export type { Conflict, Side } from './report/conflict'
export type { PathSegment, Position, Site } from './report/recorded-path'
