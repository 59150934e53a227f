import { readFileSync, realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { Conflict } from '../../report/conflict'
import { splitLines } from '../../report/pretty/source-lines'

type Side = Conflict['first'] | Conflict['second']

/** A source file as it is now. */
export interface Source {
  readonly text: string
  readonly lines: readonly string[]
  /** When it was last changed, in milliseconds since 1970. */
  readonly changed: number
}

/** Finds a file that a report names; `null` where it is unavailable. */
export type SourceOf = (file: string) => Source | null

/** Bytes up to which a file is one that somebody wrote. */
const maxBytes = 2_000_000

/**
 * Reads sources inside of a directory, each once. A report is data, perhaps from elsewhere, and the page may be handed on:
 * it must not get a file into it that is no source or lies outside.
 */
export function sourcesIn(directory: string): SourceOf {
  const known = new Map<string, Source | null>()
  return file => {
    let source = known.get(file)
    if (source === undefined) {
      source = read(directory, file)
      known.set(file, source)
    }
    return source
  }
}

function read(directory: string, file: string): Source | null {
  try {
    const path = realpathSync(resolve(directory, file))
    if (!path.startsWith(realpathSync(directory) + sep)) return null
    if (!/\.(?:[cm]?[jt]sx?|vue|svelte|astro|coffee)$/.test(path)) return null
    const { size, mtimeMs } = statSync(path)
    if (size > maxBytes) return null
    const text = readFileSync(path, 'utf8')
    return { text, lines: splitLines(text), changed: mtimeMs }
  } catch {
    // Not here: a report of another machine.
    return null
  }
}

/**
 * The source of a file as a conflict saw it; `null` where what is there now may be something else: it has been changed since
 * and does not have the call that was reported at its place.
 */
export function asReported(conflict: Conflict, file: string, sourceOf: SourceOf): Source | null {
  const sides = [conflict.first, conflict.second].filter(side => side.site?.file === file)
  if (sides.some(({ site }) => site?.generated === true)) return null
  const source = sourceOf(file)
  if (source === null || !sides.every(side => hasPlace(source, side))) return null
  const isUnchanged = source.changed <= Date.parse(conflict.time)
  return isUnchanged || (sides.length > 0 && sides.every(side => hasCall(source, side))) ? source : null
}

function hasPlace({ lines }: Source, { site }: Side): boolean {
  return site !== null && site.column <= (lines[site.line - 1] ?? '').length
}

function hasCall({ lines }: Source, { site, via }: Side): boolean {
  const name = via.slice(via.lastIndexOf('.') + 1)
  const text = lines[(site?.line ?? 0) - 1] ?? ''
  return text.startsWith(name, (site?.column ?? 0) - 1)
}
