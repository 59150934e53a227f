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
  if (fromRoot !== undefined) return resolveName(rootOf(fromRoot, generated), fromRoot)
  if (!source.startsWith('file:')) return resolveName(directory, source)
  // Not every map encodes what is special in a URL.
  const literal = fileURLToPath(source.replaceAll('%', '%25').replaceAll('#', '%23').replaceAll('?', '%3F'))
  return resolveName('/', literal)
}

function rootOf(path: string, generated: string): string {
  for (let root = dirname(generated); root !== dirname(root); root = dirname(root))
    if (isThere(resolveName(root, path))) return root
  return workingDirectory()
}

/** A path from a directory, as it stands where there is such a file, else with its percent signs read as in a URL. */
export function resolveName(directory: string, name: string): string {
  const literal = resolve(directory, name)
  if (!name.includes('%') || isThere(literal)) return literal
  try {
    return resolve(directory, decodeURIComponent(name))
  } catch {
    return literal
  }
}
