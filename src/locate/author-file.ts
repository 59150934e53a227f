import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { workingDirectory } from './disk'

// `webpack://app/./src/company.js`, `turbopack:///[project]/src/company.ts`, `webpack://app/(rsc)/./src/company.ts?9f3c`
const bundled = /^(?!file:)[\w-]{2,}:(?:\/\/[^/]*)?\/(?:\[project\]\/|\([\w-]+\)\/)?(.*?)(?:\?[^/]*)?$/

/**
 * The path of a source that a map names, in any of the ways in which maps do: a path, relative to `directory`; a URL, encoded
 * or not; or a bundler's own, in which the path is from the root of the project that `generated` was built in.
 */
export function authorFileOf(
  source: string,
  generated: string,
  directory: string = dirname(generated),
): string {
  const fromRoot = bundled.exec(source)?.[1]
  if (fromRoot !== undefined) return existing(inProject(fromRoot, generated))
  if (!source.startsWith('file:')) return existing(resolve(directory, source))
  // Not every map encodes what is special in a URL.
  return existing(fileURLToPath(source.replaceAll('%', '%25').replaceAll('#', '%23').replaceAll('?', '%3F')))
}

function inProject(path: string, generated: string): string {
  for (let root = dirname(generated); root !== dirname(root); root = dirname(root))
    if (existsSync(join(root, path))) return join(root, path)
  return resolve(workingDirectory(), path)
}

/** The path itself where there is such a file, else what it says when percent signs are read as in a URL. */
export function existing(path: string): string {
  if (!path.includes('%') || existsSync(path)) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
