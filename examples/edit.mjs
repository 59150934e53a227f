// Applies the edits of a report to a copy of an example, as they stand.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from './run.mjs'

/**
 * Copies a folder and edits the copy. It lies inside the repository, where the same packages are found.
 *
 * @returns where it is, and how to remove it.
 */
export function editedCopy(folder, edits) {
  const cache = join(root, '.cache')
  mkdirSync(cache, { recursive: true })
  const copy = mkdtempSync(join(cache, `${basename(folder)}-`))
  const isPackages = path => basename(path) === 'node_modules'
  cpSync(folder, copy, { recursive: true, filter: path => !isPackages(path) })
  symlinkSync(join(folder, 'node_modules'), join(copy, 'node_modules'))
  for (const file of new Set(edits.map(edit => edit.file))) {
    const path = join(copy, file)
    const its = edits.filter(edit => edit.file === file)
    writeFileSync(path, edited(readFileSync(path, 'utf8'), its))
  }
  return { folder: copy, remove: () => rmSync(copy, { recursive: true }) }
}

/** The text after the edits, whose positions are all those of the text before. */
export function edited(text, edits) {
  const lines = text.split('\n')
  const offsetOf = ({ line, column }) =>
    lines.slice(0, line - 1).reduce((offset, line) => offset + line.length + 1, 0) + column - 1
  return edits
    .map(edit => ({ start: offsetOf(edit.start), end: offsetOf(edit.end), text: edit.text }))
    .sort((one, other) => other.start - one.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), text)
}
