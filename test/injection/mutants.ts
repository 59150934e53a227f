import { operators } from './all-operators'
import type { Operator } from './operators/operator'
import type { Program } from './program'
import { isCode } from './syntax/is-code'
import { parse } from './syntax/parse'
import { sourceOf } from './syntax/source'
import { splice } from './syntax/splice'

/** A correct program with one mistake. */
export interface Mutant {
  /** The same in every run: `raw-async/app.mjs:1234 else dropped`. */
  readonly name: string
  readonly program: Program
  readonly operator: Operator
  readonly file: string
  readonly files: ReadonlyMap<string, string>
}

/** Every mutant of a program, those left out whose text is not a program any more. */
export function mutantsOf(program: Program): Mutant[] {
  return [...program.files].flatMap(([file, text]) => {
    if (!isCode(file)) return []
    const source = sourceOf(file, text)
    return operators.flatMap(operator =>
      operator.mutationsOf(source).flatMap(({ at, changes }) => {
        const mutated = splice(text, changes)
        const name = `${program.name}/${file}:${at} ${operator.name}`
        return isProgram(mutated, file)
          ? [{ name, program, operator, file, files: new Map([...program.files, [file, mutated]]) }]
          : []
      }),
    )
  })
}

function isProgram(text: string, file: string): boolean {
  try {
    parse(text, file)
    return true
  } catch {
    return false
  }
}

/** Puts mutants in an order that a seed decides, the rarer mistakes and frameworks as near to the front as the others. */
export function shuffled(mutants: readonly Mutant[], seed: number): Mutant[] {
  const random = randomFrom(seed)
  const drawn = mutants
    .map(mutant => ({ mutant, draw: random() }))
    .sort((one, other) => one.draw - other.draw)
  const seen = new Map<string, number>()
  const ranked = drawn.map(({ mutant }) => {
    const kind = `${mutant.operator.name} ${mutant.program.framework}`
    const rank = seen.get(kind) ?? 0
    seen.set(kind, rank + 1)
    return { mutant, rank }
  })
  return ranked.sort((one, other) => one.rank - other.rank).map(({ mutant }) => mutant)
}

// Mulberry32: 32 bits of state are enough to shuffle.
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
