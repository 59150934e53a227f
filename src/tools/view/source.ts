import { readFileSync, realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'

/** A source file as it is now. */
export interface Source {
  readonly text: string
  readonly lines: readonly string[]
  /** When it was last changed, in milliseconds since 1970. */
  readonly changed: number
}

/** Finds a file that a report names; `null` where it is not to be had. */
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
    return { text, lines: text.split(/\r\n|[\n\r\u2028\u2029]/), changed: mtimeMs }
  } catch {
    // Not here: a report of another machine.
    return null
  }
}
