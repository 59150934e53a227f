import { readFileSync } from 'node:fs'
import type { Conflict, Side } from './conflict'
import { framesOf } from './path-steps'
import { escapeUnsafe } from './printable'

/** A file, kept with the sources, of known bugs that do not fail a strict run. */
interface Baseline {
  readonly schema: 'headers-trace-baseline/1'
  readonly conflicts: readonly Known[]
}

/** Matched by the fingerprint. The rest is for readers, as it was when the file was written. */
interface Known {
  readonly fingerprint: string
  readonly cause: string
  readonly first: string
  readonly second: string
}

const schema = 'headers-trace-baseline/1'

/** The text of a baseline, sorted so that its diffs are small. */
export function baselineOf(conflicts: readonly Conflict[]): string {
  const known = new Map(conflicts.map(conflict => [conflict.fingerprint, knownOf(conflict)]))
  const sorted = [...known.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, entry]) => entry)
  const printable = (_name: string, value: unknown) =>
    typeof value === 'string' ? escapeUnsafe(value) : value
  return `${JSON.stringify({ schema, conflicts: sorted } satisfies Baseline, printable, 2)}\n`
}

function knownOf({ fingerprint, cause, first, second }: Conflict): Known {
  return { fingerprint, cause, first: placeOf(first), second: placeOf(second) }
}

function placeOf({ site, path, via }: Side): string {
  if (site !== null) return `${site.function} (${site.file}:${site.line})`
  return framesOf({ path }).find(frame => frame.package !== undefined)?.package ?? via
}

/**
 * The fingerprints in the baseline that the setting names: `none`, or a file. Where there is no such file, or it is something
 * else, a warning says so and there are none.
 */
export function knownIn(file: string, onTrouble: (line: string) => void): ReadonlySet<string> {
  if (file === 'none') return new Set()
  try {
    const { schema: found, conflicts } = JSON.parse(readFileSync(file, 'utf8')) as Baseline
    if (found !== schema) throw new Error(`it is no ${schema}`)
    return new Set(conflicts.map(({ fingerprint }) => fingerprint))
  } catch (error) {
    onTrouble(`cannot read the baseline ${file}, so that every conflict counts: ${(error as Error).message}`)
    return new Set()
  }
}
