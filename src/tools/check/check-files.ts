import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import { FileText } from '../../source/file-text'
import { parseWhole } from '../../source/syntax-tree'
import { type CheckedSource, checkSource } from './check-source'
import { canGoOnIn } from './checked-files'
import { describe, type Finding } from './described-finding'

/** The result of a check. */
export interface Check {
  readonly findings: readonly CheckedFinding[]
  readonly files: number
  /** Functions that have been given a response. */
  readonly handlers: number
  /** Those of them that have too many paths to follow all. */
  readonly cut: number
  /** Files that were not checked, each with why. */
  readonly unread: readonly string[]
}

/** A finding with the lines of its file. */
export interface CheckedFinding extends Finding {
  readonly lines: readonly string[]
}

/** Bytes up to which a file is one that somebody wrote. A bundle of 10 MB would take half a minute. */
const maxBytes = 1_000_000

/** Checks source files, and names them relative to a directory. */
export function checkFiles(files: readonly string[], directory: string): Check {
  const unread: string[] = []
  let handlers = 0
  let cut = 0
  const findings = files.flatMap(file => {
    const name = nameFrom(directory, file)
    try {
      const { found, lines, ...counts } = checkFile(file, name)
      handlers += counts.handlers
      cut += counts.cut
      return found.map(finding => ({ ...finding, lines }))
    } catch (error) {
      unread.push(`${name} ${reasonOf(error)}`)
      return []
    }
  })
  return { findings, files: files.length, handlers, cut, unread }
}

// As reports name it: relative where it is inside.
function nameFrom(directory: string, file: string): string {
  const path = resolve(file)
  const inside = relative(directory, path)
  return (inside.startsWith('..') || isAbsolute(inside) ? path : inside).replaceAll('\\', '/')
}

/** A file that is not checked. Its message says why, after the file's name. */
class Unread extends Error {}

function checkFile(file: string, name: string) {
  if (statSync(file).size > maxBytes) throw new Unread('has more than 1 MB')
  const content = new FileText(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  const { lines } = content
  // Most files have no response.
  if (!/\b(end|send|json|redirect|render|writeHead|sendStatus|sendFile|next)\b/.test(content.text))
    return { found: [], handlers: 0, cut: 0, lines }
  const source = parseWhole(content, file, name)
  if (source === null) throw new Unread('is not JavaScript or TypeScript that can be read')
  const checked: CheckedSource = checkSource(source, canGoOnIn(resolve(file)))
  return {
    ...checked,
    found: checked.found.map(double => describe(double, source, name, resolve(file))),
    lines,
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Unread) return error.message
  // The stack is used up.
  if (error instanceof RangeError) return 'is nested too deeply'
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) throw error
  return `cannot be read (${code})`
}
