import type { Node } from '@babel/types'
import type { CauseCode } from '../../../src/diagnose/diagnosis'
import type { Source } from '../syntax/source'
import type { Splice } from '../syntax/splice'
import { rangeOf } from '../syntax/walk'

/** One typical mistake. */
export interface Operator {
  /** In the words of a table: `return dropped before a response`. */
  readonly name: string
  /** Every place of a file where it can be made. */
  mutationsOf(source: Source): Mutation[]
  /** What the mistake is called by itself, the best first; it counts where that came of it. */
  readonly causes?: readonly CauseCode[]
  /** What is as good whatever came of it. */
  readonly alsoBest?: readonly CauseCode[]
  /** Whether the program shows what was meant, so that an expert would know the edit. */
  readonly isRepairable: boolean
}

/** A mistake made at one place. */
export interface Mutation {
  /** Offset of the place, which names it. */
  readonly at: number
  readonly changes: readonly Splice[]
}

/** A mutation that takes a part of the text out, or puts another in its place. */
export function replacing(node: Node | { start: number; end: number }, text: string): Mutation {
  const { start, end } = 'type' in node ? rangeOf(node) : node
  return { at: start, changes: [{ start, end, text }] }
}
