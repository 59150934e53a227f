import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isThere, workingDirectory } from './disk'

// `webpack://app/./src/company.js`, `turbopack:///[project]/src/company.ts`, `webpack://app/(rsc)/./src/company.ts?9f3c`
const bundled = /^(?!file:)[\w-]{2,}:(?:\/\/[^/]*)?\/(?:\[project\]\/|\([\w-]+\)\/)?(.*?)(?:\?[^/]*)?$/

/**
 * The path of a source that a map names, in any of the forms that maps have: a path, relative to `directory`; a URL, encoded
 * or not; or a bundler's own, in which the path is from the root of the project that `generated` was built in.
 */
export function authorFileOf(
  source: string,
  generated: string,
  directory: string = dirname(generated),
): string {
  const fromRoot = bundled.exec(source)?.[1]
  if (fromRoot !== undefined)
    return fileAbove(fromRoot, dirname(generated)) ?? resolveName(workingDirectory(), fromRoot)
  if (!source.startsWith('file:')) return resolveName(directory, source)
  // Not every map encodes special characters.
  const literal = fileURLToPath(source.replaceAll('%', '%25').replaceAll('#', '%23').replaceAll('?', '%3F'))
  return resolveName('/', literal)
}

/**
 * The file that a bundler has named evaluated code after, `webpack-internal:///./src/company.js`; `null` for another name, and where
 * there is no such file.
 */
export function namedFileOf(name: string): string | null {
  const fromRoot = bundled.exec(name)?.[1]
  return fromRoot === undefined ? null : fileAbove(fromRoot, workingDirectory())
}

/** The file by a path from a folder or the nearest one above it that has it; `null` where none has. */
export function fileAbove(path: string, folder: string): string | null {
  const name = path.replace(/^(?:\.\.?\/)+/, '')
  for (let root = folder; ; root = dirname(root)) {
    if (isThere(resolveName(root, name))) return resolveName(root, name)
    if (root === dirname(root)) return null
  }
}

/** A path from a directory: as it is written if that file exists, else URL-decoded. */
export function resolveName(directory: string, name: string): string {
  const literal = resolve(directory, name)
  if (!name.includes('%') || isThere(literal)) return literal
  try {
    return resolve(directory, decodeURIComponent(name))
  } catch {
    return literal
  }
}
