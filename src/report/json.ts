import type { Conflict } from './conflict'
import { escapeUnsafe } from './escape'

/** A conflict as one line of JSON, without the line's end. Safe to print: what JSON leaves as it is, is escaped too. */
export function jsonOf(conflict: Conflict): string {
  return escapeUnsafe(JSON.stringify(conflict))
}
