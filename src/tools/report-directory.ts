import { isAbsolute, posix, relative, sep } from 'node:path'
import type { Conflict } from '../report/conflict'

/**
 * A report as a process in this folder would have written it. Changes only reports of processes that ran in a folder below, such as a
 * package of a monorepo whose root this is.
 *
 * @param here the working directory of the tool.
 */
export function asFrom(here: string, conflict: Conflict): Conflict {
  const below = pathBelow(here, conflict.process.directory)
  if (below === null) return conflict
  const fileHere = (file: string) =>
    isAbsolute(file) ? (pathBelow(here, file) ?? file) : isNamed(file) ? file : posix.join(below, file)
  return rebased(conflict, fileHere, filesIn(conflict)) as Conflict
}

// `null` for one that is elsewhere or is the folder itself.
function pathBelow(here: string, path: string | undefined): string | null {
  if (path === undefined || !isAbsolute(path)) return null
  const below = relative(here, path)
  return below === '' || below.startsWith('..') || isAbsolute(below) ? null : below.split(sep).join('/')
}

// `node:http`, `webpack-internal:///./a.js`: no path.
function isNamed(file: string): boolean {
  return /^[\w-]{2,}:/.test(file)
}

function filesIn({ first, second, fork, hidden }: Conflict): string[] {
  const sites = [first.site, second.site, fork, hidden?.site]
  return [...new Set(sites.flatMap(site => site?.file ?? []))]
}

/** The same value with each `file` in it, and each position of one of `files` that a text names, as it is here. */
function rebased(value: unknown, fileHere: (file: string) => string, files: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map(item => rebased(item, fileHere, files))
  if (typeof value === 'string')
    return files.reduce((text, file) => renamed(text, file, fileHere(file)), value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key === 'file' && typeof item === 'string') return [key, fileHere(item)]
      const isSource = key === 'before' || (key === 'text' && 'start' in value)
      return [key, isSource ? item : rebased(item, fileHere, files)]
    }),
  )
}

// Replaces `app.js:14`, and not the end of `other/app.js:14`.
function renamed(text: string, file: string, name: string): string {
  const parts = text.split(`${file}:`)
  return parts.reduce((before, after) => {
    const isPosition = /(?:^|[\s(])$/.test(before) && /^\d/.test(after)
    return `${before}${isPosition ? name : file}:${after}`
  })
}
