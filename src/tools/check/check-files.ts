import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { FileText } from '../../source/file-text'
import { parseWhole } from '../../source/syntax-tree'
import { checkSource } from './check-source'
import { canGoOnIn } from './checked-files'
import { describe, type Finding } from './described-finding'

/** What a check came to. */
export interface Check {
  readonly findings: readonly CheckedFinding[]
  readonly files: number
  /** Functions that have been given a response. */
  readonly handlers: number
  /** Files that could not be read as JavaScript or TypeScript. */
  readonly unread: readonly string[]
}

/** A finding with the lines of its file. */
export interface CheckedFinding extends Finding {
  readonly lines: readonly string[]
}

/** Checks source files, and names them relative to a directory. */
export function checkFiles(files: readonly string[], directory: string): Check {
  const unread: string[] = []
  let handlers = 0
  const findings = files.flatMap(file => {
    const content = new FileText(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
    const name = relative(directory, resolve(file)).replaceAll('\\', '/')
    // Most files have no response.
    if (!/\b(end|send|json|redirect|render|writeHead|sendStatus|sendFile)\b/.test(content.text)) return []
    const source = parseWhole(content, file, name)
    if (source === null) {
      unread.push(name)
      return []
    }
    const checked = checkSource(source, canGoOnIn(resolve(file)))
    handlers += checked.handlers
    return checked.found.map(double => ({ ...describe(double, source, name), lines: content.lines }))
  })
  return { findings, files: files.length, handlers, unread }
}
